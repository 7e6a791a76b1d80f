//! Resources that AWS makes act by themselves, such as windows, kept from it while what hangs on
//! them changes.
//!
//! A window that opens between two calls of an apply would run half of what was planned. So where
//! the next time lies before the apply is over, with a margin, the plan lists the call that keeps
//! the resource from acting and the one that lets it go again.

use std::collections::BTreeSet;

use jiff::{SignedDuration, Timestamp};

use super::change::Change;
use super::content::{About, Plan};
use super::decision::Decisions;
use super::known::{Compared, Known};
use crate::address::Address;
use crate::contract::{Acts, Deed, Effect, Suspend};
use crate::kinds;

/// What an apply may begin later, or take longer, than the plan says.
const MARGIN: SignedDuration = SignedDuration::from_hours(1);

/// Suspends what acts before the plan is made plus the seconds that it takes plus an hour.
pub(super) fn suspend(mut decisions: Decisions, about: &About, known: &Known<'_>) -> Decisions {
    let wholes: BTreeSet<Address> =
        decisions.changes().filter_map(|change| kinds::parent(&change.address)).collect();
    if wholes.is_empty() {
        return decisions;
    }
    let now = about.made;
    let seconds = Plan::of(decisions.clone(), about.clone()).cost().seconds;
    let seconds = i64::try_from(seconds).unwrap_or(i64::MAX);
    let safe = now.saturating_add(SignedDuration::from_secs(seconds).saturating_add(MARGIN));
    let safe = safe.unwrap_or(Timestamp::MAX);
    for address in wholes {
        let change = decisions.change(&address).cloned().or_else(|| unchanged(known, &address));
        let Some(mut change) = change else { continue };
        let effect = match (change.resource.acts)(change.deed.to(), change.deed.was(), now) {
            Acts::Never => continue,
            Acts::From(next) if next > safe => continue,
            Acts::From(next) => Effect::Suspends { next },
            Acts::Begins => Effect::BeginsLast,
        };
        change.suspend = Suspend::WhilePartsChange;
        change.effects.insert(0, effect);
        decisions.take_up(change);
    }
    decisions
}

/// The change of a resource that is as wanted itself.
pub(super) fn unchanged(known: &Known<'_>, address: &Address) -> Option<Change> {
    let declared = known.desired.declared.get(address)?;
    let found = known.live.found.get(address).filter(|found| found.owner.is_us())?;
    let Compared { to, was, comparison: _ } = known.compared(declared, found);
    Some(Change {
        address: address.clone(),
        resource: declared.resource,
        id: Some(found.id.clone()),
        deed: Deed::Update { to, was },
        reason: None,
        version: found.version.clone(),
        differences: Vec::new(),
        needs: known.desired.graph.needs(address).cloned().collect(),
        clears: Vec::new(),
        suspend: Suspend::No,
        effects: Vec::new(),
        protected: false,
        location: Some(known.desired.sources.locate(declared.span)),
    })
}
