//! Ids that AWS has invented, by whose they are.

use std::collections::{BTreeMap, BTreeSet};

use schema::Tree;

use super::content::Plan;
use crate::action::Action;
use crate::address::Address;
use crate::kinds::resource_of;
use crate::observe::Live;

/// Whose the ids are that stand in a plan's changes, as far as it was read. An id that is to be another one
/// stays: both of them under one name would look like one.
pub fn names(plan: &Plan, live: &Live) -> BTreeMap<String, Address> {
    let invented =
        |address: &Address| resource_of(address).is_some_and(|line| line.attributes.contains(&"id"));
    let replaced: BTreeSet<&Address> = plan
        .changes()
        .iter()
        .filter(|change| change.action() == Action::Replace)
        .map(|change| &change.address)
        .collect();
    let trees = plan.changes().iter().flat_map(|change| [change.deed.was(), change.deed.to()]).flatten();
    let texts: BTreeSet<&str> = trees.flat_map(Tree::walk).filter_map(Tree::as_text).collect();
    let held = live.found.iter().filter(|(address, found)| {
        texts.contains(found.id.as_str()) && invented(address) && !replaced.contains(address)
    });
    held.map(|(address, found)| (found.id.clone(), address.clone())).collect()
}
