//! What AWS does not delete before something else: it is held by what refers to it in AWS.

use std::collections::{BTreeMap, BTreeSet};

use super::decision::Decisions;
use crate::action::Action;
use crate::address::Address;
use crate::observe::Live;

/// Adds to each deletion, and to each replace, what it holds that goes: that goes after it.
pub(super) fn hold_back(mut decisions: Decisions, live: &Live) -> Decisions {
    let ids: BTreeMap<&str, &Address> =
        live.found.values().map(|found| (found.id.as_str(), &found.address)).collect();
    let deleted = decisions.changes().filter(|change| change.action() == Action::Delete);
    let gone: BTreeSet<Address> = deleted.map(|change| change.address.clone()).collect();
    for change in decisions.changes_mut().filter(|change| change.action().destroys()) {
        let Some(found) = live.found.get(&change.address) else { continue };
        let goes = |held: &Address| change.action() == Action::Delete || gone.contains(held);
        let held = found.holds.iter().filter_map(|id| ids.get(id.as_str()).copied());
        let more: Vec<Address> =
            held.filter(|held| !change.needs.contains(held) && goes(held)).cloned().collect();
        change.needs.extend(more);
    }
    decisions
}
