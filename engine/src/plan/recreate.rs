//! What goes and comes back with something that it uses.
//!
//! A document that cannot change in place gives its name up before it is made again, and AWS deletes
//! none that an association runs. So the association goes first, and the plan says that it is made
//! anew, with what that runs.

use super::decide::held;
use super::decision::Decisions;
use super::known::Known;
use super::make::Frame;
use super::suspend::unchanged;
use crate::action::Action;
use crate::address::Address;
use crate::contract::{Deed, Found, Owner};

/// Makes anew what is in the way of replaces whose names must be free first.
pub(super) fn recreate(mut decisions: Decisions, known: &Known<'_>, frame: &Frame) -> Decisions {
    let named = |address: &Address| known.desired.declared.get(address)?.id.clone();
    let replaced = decisions.changes().filter(|change| change.action() == Action::Replace);
    let replaced: Vec<(Address, String)> =
        replaced.filter_map(|change| Some((change.address.clone(), named(&change.address)?))).collect();
    for (address, name) in replaced {
        let ours = known.live.found.values().filter(|found| found.owner == Owner::Ours);
        let in_the_way: Vec<&Found> = ours.filter(|found| bars(found, &name)).collect();
        let clears = in_the_way
            .into_iter()
            .filter_map(|found| make_anew(&mut decisions, known, frame, found, &address))
            .collect();
        if let Some(change) = decisions.change_mut(&address) {
            change.clears = clears;
        }
    }
    decisions
}

fn bars(found: &Found, name: &str) -> bool {
    crate::kinds::resource_of(&found.address)
        .is_some_and(|resource| (resource.bars)(&found.tree).iter().any(|barred| barred == name))
}

/// Has one made anew, or taken away, and tells its address. What is only let go stays in the way: AWS will
/// say so.
fn make_anew(
    decisions: &mut Decisions,
    known: &Known<'_>,
    frame: &Frame,
    found: &Found,
    because: &Address,
) -> Option<Address> {
    let of_found = |change: &&super::change::Change| {
        change.id.as_ref() == Some(&found.id) && change.address.kind() == found.address.kind()
    };
    let listed = decisions.changes().find(of_found).map(|change| change.address.clone());
    let address = match listed {
        Some(address) => address,
        None => {
            let change = unchanged(known, &found.address)?;
            let address = change.address.clone();
            decisions.take_up(change);
            address
        }
    };
    let change = decisions.change_mut(&address)?;
    let (to, was) = match &change.deed {
        Deed::Replace { .. } | Deed::Delete { .. } => return Some(address),
        Deed::Update { to, was } | Deed::Move { to, was, .. } => (to.clone(), was.clone()),
        Deed::Create { .. } | Deed::Adopt { .. } | Deed::Forget { .. } => return None,
    };
    change.deed = Deed::Replace { to, was };
    change.reason = Some(format!("`{because}`, which it runs, is made anew"));
    change.protected = held(change, &frame.guardrails);
    change.effects = change.own_effects(&known.desired.site, &frame.id);
    Some(address)
}
