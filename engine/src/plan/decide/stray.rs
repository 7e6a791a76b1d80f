//! What is ours and no longer declared goes.

use std::collections::BTreeSet;

use super::{Deciding, held};
use crate::address::Address;
use crate::contract::{Beside, Declared, Deed, Effect, Found, Owner, ResourceLine, Suspend};
use crate::kinds;
use crate::plan::change::Change;
use crate::plan::decision::Decision;

impl Deciding<'_> {
    /// Decides about everything that is ours and no longer declared.
    pub(super) fn strays(&mut self) {
        let live = self.known.live;
        let awaited = self.awaited();
        for found in live.found.values() {
            let address = &found.address;
            let moves = self.moved.contains(address) || awaited.contains(address);
            let kept = self.is_declared(address) || moves;
            if kept || found.owner != Owner::Ours {
                continue;
            }
            let line = kinds::resource_of(address).filter(|_| !self.known.hidden.holds_kind(address.kind()));
            if let Some(line) = line {
                self.decisions.decide(address.clone(), self.stray(found, line));
            }
        }
    }

    /// What is to become something that nothing can be done about yet: it stays until that is settled.
    fn awaited(&self) -> BTreeSet<Address> {
        let open = |declared: &&Declared| match self.decisions.of(&declared.address) {
            Some(Decision::Conflict(_) | Decision::Waiting(_) | Decision::Unknown) => true,
            Some(Decision::Unchanged { .. } | Decision::Change { .. }) | None => false,
        };
        self.known.desired.declared.values().filter(open).filter_map(Declared::before).collect()
    }

    fn stray(&self, found: &Found, resource: &'static ResourceLine) -> Change {
        let mut change = Change {
            address: found.address.clone(),
            resource,
            id: Some(found.id.clone()),
            deed: Deed::Delete { was: found.tree.clone() },
            reason: None,
            version: found.version.clone(),
            differences: Vec::new(),
            needs: Vec::new(),
            clears: Vec::new(),
            suspend: Suspend::No,
            effects: Vec::new(),
            protected: false,
            location: None,
        };
        change.effects = change.own_effects(&self.known.desired.site, &self.frame.id);
        let beside = self.known.live.beside(&found.address).map(|beside| match beside {
            Beside::Manifest(address) => Effect::Beside { address },
            Beside::Successor => Effect::LeftOver,
        });
        change.effects.splice(..0, beside);
        change.protected = held(&change, &self.frame.guardrails);
        change
    }
}
