//! What AWS does not delete before something else: it is held by what refers to it in AWS.

use std::collections::{BTreeMap, BTreeSet};

use super::change::Change;
use super::conflict::{Conflict, Rival};
use super::decision::{Decision, Decisions};
use crate::action::Action;
use crate::address::Address;
use crate::contract::{Deed, Found};
use crate::observe::Live;
use crate::resolve::Desired;

/// What is there, by AWS's id or name: several things may be called alike.
type ById<'a> = BTreeMap<&'a str, Vec<&'a Found>>;

fn by_id(live: &Live) -> ById<'_> {
    let mut all = ById::new();
    for found in live.found.values() {
        all.entry(found.id.as_str()).or_default().push(found);
    }
    all
}

/// Has what is held go after what holds it, and puts a conflict in the place of what AWS would not let go.
pub(super) fn hold_back(decisions: Decisions, live: &Live, desired: &Desired) -> Decisions {
    let ids = by_id(live);
    refuse(order(decisions, live, &ids), &ids, desired)
}

/// Adds to each deletion, and to each replace, what it holds that goes: that goes after it.
fn order(mut decisions: Decisions, live: &Live, ids: &ById<'_>) -> Decisions {
    let deleted = decisions.changes().filter(|change| change.action() == Action::Delete);
    let gone: BTreeSet<Address> = deleted.map(|change| change.address.clone()).collect();
    for change in decisions.changes_mut().filter(|change| change.action().destroys()) {
        let Some(found) = live.found.get(&change.address) else { continue };
        let goes = |held: &Address| change.action() == Action::Delete || gone.contains(held);
        let held = found.holds.iter().filter_map(|id| ids.get(id.as_str())).flatten();
        let held = held.map(|found| &found.address);
        let more: Vec<Address> =
            held.filter(|held| !change.needs.contains(held) && goes(held)).cloned().collect();
        change.needs.extend(more);
    }
    decisions
}

/// Puts a conflict in the place of each deletion that AWS would refuse, a replace's too: what holds it in AWS
/// is not let go by this plan.
fn refuse(mut decisions: Decisions, ids: &ById<'_>, desired: &Desired) -> Decisions {
    let kept: Vec<(Address, Vec<String>)> = decisions
        .changes()
        .filter(|change| change.action().destroys())
        .filter_map(|change| {
            let holders = change.deed.was().map(change.resource.holders).unwrap_or_default();
            let kept = holders.into_iter().filter(|holder| !lets_go(&decisions, ids, holder, change));
            let kept: Vec<String> = kept.collect();
            (!kept.is_empty()).then(|| (change.address.clone(), kept))
        })
        .collect();
    for (address, holders) in kept {
        let declared = decisions.change(&address).and_then(|change| change.location.clone());
        let location = declared.unwrap_or_else(|| desired.sources.locate(desired.named));
        let conflict = Conflict { address: address.clone(), rival: Rival::Holders(holders), location };
        decisions.decide(address, Decision::Conflict(conflict));
    }
    decisions
}

/// Whether a plan has what is called so in AWS let a resource go.
fn lets_go(decisions: &Decisions, ids: &ById<'_>, holder: &str, held: &Change) -> bool {
    let Some(id) = held.id.as_deref() else { return false };
    let named = ids.get(holder).into_iter().flatten();
    let mut holds = named.filter(|found| found.holds.iter().any(|held| held == id));
    holds.any(|found| match decisions.change(&found.address).map(|change| &change.deed) {
        Some(Deed::Delete { .. }) => true,
        Some(deed) => deed.to().is_some_and(|to| !to.walk().any(|tree| tree.as_text() == Some(id))),
        None => false,
    })
}
