//! Which change may begin: references forward, deletions backwards and last.

use std::collections::{BTreeMap, BTreeSet, VecDeque};

use crate::action::Action;
use crate::address::Address;
use crate::plan::Change;

/// Keeps track of what may begin. It knows addresses and nothing of AWS.
pub(super) struct Ready {
    /// What each change still waits for.
    waits: BTreeMap<Address, BTreeSet<Address>>,
    /// Who waits for a change.
    waited: BTreeMap<Address, Vec<Address>>,
    /// What may begin, in plan order.
    queue: VecDeque<Address>,
    /// Deletions that wait until nothing else is left.
    deletions: Vec<Address>,
    /// Deletions of what the old one of a replace holds until that has gone, too.
    late: BTreeMap<Address, BTreeSet<Address>>,
    /// Changes that are neither deletions nor ended.
    open: usize,
    failed: Option<Address>,
}

/// What ending a change brings about.
#[derive(Default)]
pub(super) struct Consequences {
    /// Changes that will never begin, and what they waited for.
    pub(super) skipped: Vec<(Address, Address)>,
}

impl Ready {
    pub(super) fn new(changes: &[Change]) -> Self {
        let actions: BTreeMap<&Address, Action> =
            changes.iter().map(|change| (&change.address, change.action())).collect();
        let mut waits: BTreeMap<Address, BTreeSet<Address>> = BTreeMap::new();
        let mut late: BTreeMap<Address, BTreeSet<Address>> = BTreeMap::new();
        for change in changes {
            waits.entry(change.address.clone()).or_default();
            for needed in &change.needs {
                match (change.action(), actions.get(needed)) {
                    (_, None) => {}
                    (Action::Delete, Some(Action::Delete)) => {
                        waits.entry(needed.clone()).or_default().insert(change.address.clone());
                    }
                    (Action::Replace, Some(Action::Delete)) => {
                        late.entry(needed.clone()).or_default().insert(change.address.clone());
                    }
                    (Action::Delete, Some(_)) | (_, Some(Action::Delete)) => {}
                    (_, Some(_)) => {
                        waits.entry(change.address.clone()).or_default().insert(needed.clone());
                    }
                }
            }
        }
        let mut waited: BTreeMap<Address, Vec<Address>> = BTreeMap::new();
        for (address, needed) in
            waits.iter().flat_map(|(address, all)| all.iter().map(move |one| (address, one)))
        {
            waited.entry(needed.clone()).or_default().push(address.clone());
        }
        let is_deletion = |address: &Address| actions.get(address) == Some(&Action::Delete);
        let free = |address: &&Address| waits[*address].is_empty();
        let queue = waits.keys().filter(|address| !is_deletion(address)).filter(free).cloned().collect();
        let at_once = |address: &&Address| is_deletion(address) && !late.contains_key(*address);
        let deletions = waits.keys().filter(at_once).filter(free).cloned().collect();
        let open = waits.keys().filter(|address| !is_deletion(address)).count();
        let mut ready = Self { waits, waited, queue, deletions, late, open, failed: None };
        ready.release();
        ready
    }

    /// The next change that may begin.
    pub(super) fn next(&mut self) -> Option<Address> {
        self.queue.pop_front()
    }

    /// A change is done.
    pub(super) fn done(&mut self, change: &Change) {
        for next in self.waited.remove(&change.address).unwrap_or_default() {
            if let Some(left) = self.waits.get_mut(&next) {
                left.remove(&change.address);
                if left.is_empty() && !self.late.contains_key(&next) {
                    self.queue.push_back(next);
                }
            }
        }
        self.ended(change);
    }

    /// A change is done with its last call, and what it held may go.
    pub(super) fn over(&mut self, change: &Change) {
        let held = self.late.iter_mut().filter_map(|(deletion, replaces)| {
            (replaces.remove(&change.address) && replaces.is_empty()).then(|| deletion.clone())
        });
        for deletion in held.collect::<Vec<_>>() {
            self.late.remove(&deletion);
            if self.waits.get(&deletion).is_some_and(BTreeSet::is_empty) {
                self.deletions.push(deletion);
            }
        }
        self.release();
    }

    /// A change failed at its last call: what waited for that goes in the next apply.
    pub(super) fn stuck(&mut self, change: &Change) {
        self.failed.get_or_insert_with(|| change.address.clone());
    }

    /// A change failed or was skipped: what needs it never begins.
    pub(super) fn failed(&mut self, change: &Change, actions: impl Fn(&Address) -> Action) -> Consequences {
        self.failed.get_or_insert_with(|| change.address.clone());
        let mut consequences = Consequences::default();
        let mut spread = vec![change.address.clone()];
        while let Some(address) = spread.pop() {
            for next in self.waited.remove(&address).unwrap_or_default() {
                if self.waits.remove(&next).is_some() {
                    if actions(&next) != Action::Delete {
                        self.open -= 1;
                    }
                    consequences.skipped.push((next.clone(), address.clone()));
                    spread.push(next);
                }
            }
        }
        self.ended(change);
        consequences
    }

    /// The first change that failed: deletions do not begin behind one.
    pub(super) fn first_failure(&self) -> Option<&Address> {
        self.failed.as_ref()
    }

    fn ended(&mut self, change: &Change) {
        self.waits.remove(&change.address);
        if change.action() != Action::Delete {
            self.open -= 1;
            self.release();
        }
    }

    /// Lets the deletions begin once every other change has succeeded.
    fn release(&mut self) {
        if self.open == 0 && self.failed.is_none() {
            self.queue.extend(self.deletions.drain(..));
        }
    }
}
