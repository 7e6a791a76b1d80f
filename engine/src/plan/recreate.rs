//! What goes and comes back with something that it uses.
//!
//! A document that cannot change in place gives its name up before it is made again, and AWS deletes
//! none that an association runs. So the association goes first, and the plan says that it is made
//! anew, with what that runs.

use super::change::{Change, Plan};
use super::decide::Frame;
use super::known::Known;
use super::suspend::unchanged;
use crate::action::Action;
use crate::address::Address;
use crate::contract::{Found, Owner};

/// Makes anew what is in the way of replaces whose names must be free first.
pub(super) fn recreate(plan: &mut Plan, known: &Known<'_>, frame: &Frame) {
    for at in 0..plan.changes.len() {
        let change = &plan.changes[at];
        let declared = known.desired.declared.get(&change.address);
        let Some(name) = declared.and_then(|declared| declared.id.clone()) else { continue };
        if change.action != Action::Replace {
            continue;
        }
        let address = change.address.clone();
        let ours = known.live.found.values().filter(|found| found.owner == Owner::Ours);
        let in_the_way = ours.filter(|found| bars(found, &name));
        let clears = in_the_way.filter_map(|found| make_anew(plan, known, frame, found, &address)).collect();
        plan.changes[at].clears = clears;
    }
}

fn bars(found: &Found, name: &str) -> bool {
    crate::kinds::resource_of(&found.address)
        .is_some_and(|resource| (resource.bars)(&found.tree).iter().any(|barred| barred == name))
}

/// Has the plan make one anew, or take it away, and tells its change. What is only let go stays in the
/// way: AWS will say so.
fn make_anew(
    plan: &mut Plan,
    known: &Known<'_>,
    frame: &Frame,
    found: &Found,
    because: &Address,
) -> Option<Address> {
    let of_found = |change: &Change| {
        change.id.as_ref() == Some(&found.id) && change.address.kind() == found.address.kind()
    };
    let at = match plan.changes.iter().position(of_found) {
        Some(at) => at,
        None => {
            plan.changes.push(unchanged(known, &found.address)?);
            plan.unchanged -= 1;
            plan.changes.len() - 1
        }
    };
    let (site, id) = (plan.site.clone(), plan.id.clone());
    let change = &mut plan.changes[at];
    match change.action {
        Action::Replace | Action::Delete => {}
        Action::Update | Action::Move => {
            change.action = Action::Replace;
            change.reason = Some(format!("`{because}`, which it runs, is made anew"));
            change.protected = frame.guardrails.protects(&change.address);
            change.effects = (change.resource.effects)(&change.step(&site, &id, change.desired.as_ref()));
        }
        Action::Create | Action::Adopt | Action::Forget => return None,
    }
    Some(plan.changes[at].address.clone())
}
