//! What is decided about each address: one decision, which later passes may take the place of.

use std::collections::BTreeMap;

use super::change::Change;
use super::conflict::{Conflict, Waiting};
use crate::address::Address;
use crate::tree::Path;

/// What is decided about one address.
#[derive(Clone)]
pub enum Decision {
    /// It is as wanted.
    Unchanged {
        /// Declared secrets of it that were not compared, since they were withheld.
        not_compared: Vec<Path>,
    },
    /// Something is done about it.
    Change {
        /// What.
        change: Box<Change>,
        /// Declared secrets of it that were not compared, since they were withheld.
        not_compared: Vec<Path>,
    },
    /// Something that is not ours is in its place.
    Conflict(Conflict),
    /// It cannot be made by us yet.
    Waiting(Waiting),
    /// Nothing is known of it, or of what it hangs on, so nothing is done.
    Unknown,
}

impl From<Change> for Decision {
    fn from(change: Change) -> Self {
        Self::Change { change: Box::new(change), not_compared: Vec::new() }
    }
}

/// One decision for each address that a manifest names or that is ours.
#[derive(Clone, Default)]
pub struct Decisions(BTreeMap<Address, Decision>);

impl Decisions {
    /// Decides about an address; what was decided before no longer holds.
    pub(super) fn decide(&mut self, address: Address, decision: impl Into<Decision>) {
        self.0.insert(address, decision.into());
    }

    /// Has something be done about an address. What was not compared of it stays said.
    pub(super) fn take_up(&mut self, change: Change) {
        let address = change.address.clone();
        let not_compared = match self.0.remove(&address) {
            Some(Decision::Unchanged { not_compared } | Decision::Change { not_compared, .. }) => {
                not_compared
            }
            Some(Decision::Conflict(_) | Decision::Waiting(_) | Decision::Unknown) | None => Vec::new(),
        };
        self.0.insert(address, Decision::Change { change: Box::new(change), not_compared });
    }

    /// What is decided about an address.
    pub(super) fn of(&self, address: &Address) -> Option<&Decision> {
        self.0.get(address)
    }

    /// Every address with its decision.
    pub(super) fn all(&self) -> impl Iterator<Item = (&Address, &Decision)> {
        self.0.iter()
    }

    /// The change of an address.
    pub(super) fn change(&self, address: &Address) -> Option<&Change> {
        match self.0.get(address)? {
            Decision::Change { change, .. } => Some(change),
            Decision::Unchanged { .. } | Decision::Conflict(_) | Decision::Waiting(_) | Decision::Unknown => {
                None
            }
        }
    }

    /// Every change.
    pub(super) fn changes(&self) -> impl Iterator<Item = &Change> {
        self.0.keys().filter_map(|address| self.change(address))
    }

    /// Every change, to be changed in place. Its address must stay.
    pub(super) fn changes_mut(&mut self) -> impl Iterator<Item = &mut Change> {
        self.0.values_mut().filter_map(|decision| match decision {
            Decision::Change { change, .. } => Some(&mut **change),
            Decision::Unchanged { .. } | Decision::Conflict(_) | Decision::Waiting(_) | Decision::Unknown => {
                None
            }
        })
    }

    /// The change of an address, to be changed in place. Its address must stay.
    pub(super) fn change_mut(&mut self, address: &Address) -> Option<&mut Change> {
        match self.0.get_mut(address)? {
            Decision::Change { change, .. } => Some(change),
            Decision::Unchanged { .. } | Decision::Conflict(_) | Decision::Waiting(_) | Decision::Unknown => {
                None
            }
        }
    }

    /// Only what passes.
    pub(super) fn retain(&mut self, passes: impl Fn(&Address, &Decision) -> bool) {
        self.0.retain(|address, decision| passes(address, decision));
    }
}

/// Decisions sorted by what they are, for a plan.
#[derive(Clone, Default)]
pub struct Tally {
    /// The changes, by address.
    pub changes: Vec<Change>,
    /// What is in the way of manifests.
    pub conflicts: Vec<Conflict>,
    /// What cannot be made by us yet.
    pub waiting: Vec<Waiting>,
    /// How many resources are as wanted.
    pub unchanged: usize,
    /// Declared secrets that were not compared, since they were withheld.
    pub not_compared: Vec<(Address, Path)>,
}

impl From<Decisions> for Tally {
    fn from(decisions: Decisions) -> Self {
        let mut tally = Self::default();
        for (address, decision) in decisions.0 {
            let mut withheld = |paths: Vec<Path>| {
                tally.not_compared.extend(paths.into_iter().map(|path| (address.clone(), path)));
            };
            match decision {
                Decision::Unchanged { not_compared } => {
                    withheld(not_compared);
                    tally.unchanged += 1;
                }
                Decision::Change { change, not_compared } => {
                    withheld(not_compared);
                    tally.changes.push(*change);
                }
                Decision::Conflict(conflict) => tally.conflicts.push(conflict),
                Decision::Waiting(waiting) => tally.waiting.push(waiting),
                Decision::Unknown => {}
            }
        }
        tally
    }
}
