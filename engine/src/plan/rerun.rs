//! What runs although nothing of it changes: it follows a document, and that gets another version.

use std::collections::BTreeMap;

use super::change::Change;
use super::decision::Decisions;
use super::known::Known;
use crate::address::Address;
use crate::contract::{Declared, Effect, Follows};

/// Says of each change what else it makes run.
pub(super) fn rerun(mut decisions: Decisions, known: &Known<'_>) -> Decisions {
    let runs: BTreeMap<Address, Vec<Address>> = decisions
        .changes()
        .filter_map(|change| {
            let followers = followers(change, &decisions, known);
            (!followers.is_empty()).then(|| (change.address.clone(), followers))
        })
        .collect();
    for (address, followers) in runs {
        let Some(change) = decisions.change_mut(&address) else { continue };
        change.effects.extend(followers.into_iter().map(|address| Effect::Reruns { address }));
    }
    decisions
}

/// What follows a version that a change makes, or makes count. What runs by its own change says so itself.
fn followers(change: &Change, decisions: &Decisions, known: &Known<'_>) -> Vec<Address> {
    let newest = change.effects.iter().any(|effect| matches!(effect, Effect::Version { .. }));
    let counts =
        |effect: &Effect| matches!(effect, Effect::Version { default: None } | Effect::Promotes { .. });
    let default = change.effects.iter().any(counts);
    let Some(name) = change.id.as_deref().filter(|_| newest || default) else { return Vec::new() };
    let follows = |declared: &&Declared| {
        let tree = known.wanted(declared);
        let uses = (declared.resource.bars)(tree).iter().any(|used| used == name);
        uses && match (declared.resource.follows)(tree) {
            Follows::Nothing => false,
            Follows::Default => default,
            Follows::Newest => newest,
        }
    };
    let own = |address: &Address| {
        decisions.change(address).is_some_and(|change| change.effects.iter().any(Effect::runs_now))
    };
    let dependents = known.desired.graph.dependents(&change.address);
    let dependents = dependents.filter_map(|address| known.desired.declared.get(address)).filter(follows);
    dependents.map(|declared| declared.address.clone()).filter(|address| !own(address)).collect()
}
