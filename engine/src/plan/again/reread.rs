//! What of AWS is read again before a reviewed plan is carried out: what it lists, and what that rests on.

use std::collections::BTreeSet;

use crate::action::Action;
use crate::address::Address;
use crate::contract::{Declared, Deed, Part};
use crate::guardrails::{Guardrails, Limit};
use crate::kinds;
use crate::plan::change::Change;
use crate::plan::content::Plan;
use crate::plan::make::Goal;
use crate::resolve::Desired;

/// What has to be read again to plan the changes of a reviewed plan anew; `None` is everything.
///
/// Each change is read with what it was before its rename, with what it hangs on and with what it refers
/// to, near or far; and where something goes or comes back, with every kind that AWS may hold it by. To
/// destroy, all must be seen, and so it must where what may go is a part of what the site owns.
pub fn reread(reviewed: &Plan, desired: &Desired, guardrails: &Guardrails) -> Option<Part> {
    let counts = matches!(guardrails.max_deletes, Limit::Percent(_)) && reviewed.deletions() > 0;
    if reviewed.goal() == Goal::Destroy || counts {
        return None;
    }
    let mut reading = Reading::new(desired);
    reviewed.changes().iter().for_each(|change| reading.change(change));
    let mut part = reading.all();
    holders(reviewed).into_iter().for_each(|kind| part.ask_all_of(kind));
    Some(part)
}

/// The kinds of what AWS may hold by others that goes, comes back or changes its name.
fn holders(reviewed: &Plan) -> BTreeSet<&'static str> {
    let leaves = |change: &&Change| change.action().destroys() || change.action() == Action::Move;
    let left: BTreeSet<&str> =
        reviewed.changes().iter().filter(leaves).map(|change| change.resource.kind()).collect();
    let holds = |held: &[&str]| held.iter().any(|kind| left.contains(kind));
    kinds::resources().filter(|line| holds(line.holds)).map(|line| line.kind()).collect()
}

/// What has to be read to plan some addresses anew.
pub(crate) fn resting<'a>(desired: &Desired, addresses: impl Iterator<Item = &'a Address>) -> Part {
    let mut reading = Reading::new(desired);
    addresses.for_each(|address| reading.ask(address.clone(), None));
    reading.all()
}

struct Reading<'a> {
    desired: &'a Desired,
    part: Part,
    open: Vec<Address>,
}

impl<'a> Reading<'a> {
    fn new(desired: &'a Desired) -> Self {
        Self { desired, part: Part::default(), open: Vec::new() }
    }

    fn change(&mut self, change: &Change) {
        let Change { address, deed, id, .. } = change;
        match deed {
            Deed::Move { from, .. } => {
                // Its own id is that of what is there now, under either name.
                self.ask(address.clone(), None);
                let old = self.desired.declared.get(address).and_then(Declared::before);
                old.into_iter().for_each(|old| self.ask(old, Some(from)));
            }
            _ => self.ask(address.clone(), id.as_deref()),
        }
    }

    fn ask(&mut self, address: Address, id: Option<&str>) {
        if self.part.ask(address.clone(), id) {
            self.open.push(address);
        }
    }

    /// Adds what each that was asked for rests on.
    fn all(mut self) -> Part {
        while let Some(address) = self.open.pop() {
            let declared = self.desired.declared.get(&address);
            let before = declared.and_then(Declared::before);
            let needs = self.desired.graph.needs(&address).cloned();
            let more: Vec<Address> = before.into_iter().chain(kinds::parent(&address)).chain(needs).collect();
            more.into_iter().for_each(|address| self.ask(address, None));
        }
        self.part
    }
}
