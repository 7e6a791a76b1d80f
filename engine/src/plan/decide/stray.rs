//! What is ours and no longer declared goes.

use super::{Deciding, held};
use crate::contract::{Beside, Deed, Effect, Found, Owner, ResourceLine, Suspend};
use crate::kinds;
use crate::plan::change::Change;

impl Deciding<'_> {
    /// Decides about everything that is ours and no longer declared.
    pub(super) fn strays(&mut self) {
        let live = self.known.live;
        for found in live.found.values() {
            let address = &found.address;
            let kept = self.is_declared(address) || self.moved.contains(address);
            if kept || found.owner != Owner::Ours {
                continue;
            }
            let line = kinds::resource_of(address).filter(|_| !self.known.hidden.holds_kind(address.kind()));
            if let Some(line) = line {
                self.decisions.decide(address.clone(), self.stray(found, line));
            }
        }
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
