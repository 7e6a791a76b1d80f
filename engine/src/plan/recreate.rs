//! What goes and comes back with something that it uses.
//!
//! A document that cannot change in place gives its name up before it is made again, and AWS deletes
//! none that an association runs. So the association goes first, and the plan says that it is made
//! anew, with what that runs.

use std::collections::{BTreeMap, BTreeSet};

use super::decide::held;
use super::decision::Decisions;
use super::known::Known;
use super::make::Frame;
use super::suspend::unchanged;
use crate::action::Action;
use crate::address::Address;
use crate::contract::{Deed, Found};

/// Makes anew what is in the way of replaces whose names must be free first.
pub(super) fn recreate(mut decisions: Decisions, known: &Known<'_>, frame: &Frame) -> Decisions {
    let named = |address: &Address| known.desired.declared.get(address)?.id.clone();
    let replaced = decisions.changes().filter(|change| change.action() == Action::Replace);
    let replaced: Vec<(Address, String)> =
        replaced.filter_map(|change| Some((change.address.clone(), named(&change.address)?))).collect();
    if replaced.is_empty() {
        return decisions;
    }
    let bars = bars(known);
    let mut listed = listed(&decisions);
    for (address, name) in replaced {
        let in_the_way = bars.get(&name).into_iter().flatten();
        let clears: BTreeSet<Address> = in_the_way
            .filter_map(|found| make_anew(&mut decisions, &mut listed, known, frame, found, &address))
            .collect();
        if let Some(change) = decisions.change_mut(&address) {
            change.clears = clears.into_iter().collect();
        }
    }
    decisions
}

/// What of ours keeps AWS from giving a name up, by that name.
fn bars<'a>(known: &Known<'a>) -> BTreeMap<String, Vec<&'a Found>> {
    let mut bars: BTreeMap<String, Vec<&Found>> = BTreeMap::new();
    for found in known.live.found.values().filter(|found| found.owner.is_us()) {
        let Some(resource) = crate::kinds::resource_of(&found.address) else { continue };
        let barred: BTreeSet<String> = (resource.bars)(&found.tree).into_iter().collect();
        for name in barred {
            bars.entry(name).or_default().push(found);
        }
    }
    bars
}

/// The changes by what they change: a sort of resource, and AWS's id of one.
type Listed = BTreeMap<(String, String), Address>;

fn listed(decisions: &Decisions) -> Listed {
    let mut listed = Listed::new();
    for change in decisions.changes() {
        if let Some(id) = &change.id {
            let key = (change.address.kind().to_owned(), id.clone());
            listed.entry(key).or_insert_with(|| change.address.clone());
        }
    }
    listed
}

/// Has one made anew, or taken away, and tells its address. What is only let go stays in the way: AWS will
/// say so.
fn make_anew(
    decisions: &mut Decisions,
    listed: &mut Listed,
    known: &Known<'_>,
    frame: &Frame,
    found: &Found,
    because: &Address,
) -> Option<Address> {
    let key = (found.address.kind().to_owned(), found.id.clone());
    let address = match listed.get(&key) {
        Some(address) => address.clone(),
        None => {
            let change = unchanged(known, &found.address)?;
            let address = change.address.clone();
            decisions.take_up(change);
            listed.insert(key, address.clone());
            address
        }
    };
    let change = decisions.change_mut(&address)?;
    let (to, was) = match &change.deed {
        Deed::Replace { .. } | Deed::Delete { .. } => return Some(address),
        // What is adopted here was ours under another name of the site.
        Deed::Update { to, was } | Deed::Adopt { to, was } | Deed::Move { to, was, .. } => {
            (to.clone(), was.clone())
        }
        Deed::Create { .. } | Deed::Forget { .. } => return None,
    };
    change.deed = Deed::Replace { to, was };
    change.reason = Some(format!("`{because}`, which it runs, is made anew"));
    change.protected = held(change, &frame.guardrails);
    change.effects = change.own_effects(&known.desired.site, &frame.id);
    Some(address)
}
