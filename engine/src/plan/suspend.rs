//! Resources that AWS makes act by themselves, such as windows, kept from it while what hangs on
//! them changes.
//!
//! A window that opens between two calls of an apply would run half of what was planned. So where
//! the next time lies before the apply is over, with a margin, the plan lists the call that keeps
//! the resource from acting and the one that lets it go again.

use std::collections::BTreeSet;

use jiff::{SignedDuration, Timestamp};

use super::change::{Change, Plan};
use super::cost::cost;
use super::known::Known;
use crate::action::Action;
use crate::address::Address;
use crate::contract::{Acts, Suspend};
use crate::kinds;

/// What an apply may begin later, or take longer, than the plan says.
const MARGIN: SignedDuration = SignedDuration::from_hours(1);

/// Suspends what acts before `now` plus the seconds that the plan takes plus an hour.
pub(super) fn suspend(plan: &mut Plan, known: &Known<'_>, now: Timestamp) {
    let wholes: BTreeSet<Address> =
        plan.changes.iter().filter_map(|change| kinds::parent(&change.address)).collect();
    if wholes.is_empty() {
        return;
    }
    let seconds = cost(&plan.changes, &plan.record_calls(), &plan.site, &plan.id).seconds;
    let seconds = i64::try_from(seconds).unwrap_or(i64::MAX);
    let safe = now.saturating_add(SignedDuration::from_secs(seconds).saturating_add(MARGIN));
    let safe = safe.unwrap_or(Timestamp::MAX);
    for address in wholes {
        let at = plan.changes.iter().position(|change| change.address == address);
        let change = at.map(|at| plan.changes[at].clone()).or_else(|| unchanged(known, &address));
        let Some(mut change) = change else { continue };
        let effect = match (change.resource.acts)(change.desired.as_ref(), change.base.as_ref(), now) {
            Acts::Never => continue,
            Acts::From(next) if next > safe => continue,
            Acts::From(next) => {
                let next = next.strftime("%Y-%m-%d %H:%M UTC");
                format!("is disabled first and enabled last, since it would run at {next}")
            }
            Acts::Begins => "is enabled last, when all that hangs on it is as wanted".to_owned(),
        };
        change.suspend = Suspend::WhilePartsChange;
        change.effects.insert(0, effect);
        match at {
            Some(at) => plan.changes[at] = change,
            None => {
                plan.unchanged -= 1;
                plan.changes.push(change);
            }
        }
    }
}

/// The change of a resource that is as wanted itself.
pub(super) fn unchanged(known: &Known<'_>, address: &Address) -> Option<Change> {
    let declared = known.desired.declared.get(address)?;
    let found = known.live.found.get(address)?;
    let (desired, base, comparison) = known.compared(declared, found);
    debug_assert!(comparison.differences.is_empty(), "a difference has a change of its own");
    Some(Change {
        address: address.clone(),
        resource: declared.resource,
        id: Some(found.id.clone()),
        action: Action::Update,
        reason: None,
        desired: Some(desired),
        base: Some(base),
        version: found.version.clone(),
        differences: Vec::new(),
        from: None,
        needs: known.desired.edges.get(address).into_iter().flatten().cloned().collect(),
        clears: Vec::new(),
        suspend: Suspend::No,
        effects: Vec::new(),
        protected: false,
        location: Some(known.desired.sources.locate(declared.span)),
    })
}

impl Change {
    /// Whether it changes nothing for good, and only keeps its resource from acting meanwhile.
    pub fn only_suspends(&self) -> bool {
        self.action == Action::Update
            && self.suspend == Suspend::WhilePartsChange
            && self.differences.is_empty()
    }
}
