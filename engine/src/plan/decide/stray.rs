//! What is ours and no longer declared goes.

use super::{Deciding, protects};
use crate::contract::{Deed, Effect, Found, Owner, ResourceLine, Suspend};
use crate::kinds;
use crate::plan::change::Change;
use crate::site::REPLACED;

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
            let line = kinds::resource_of(address).filter(|_| live.whole(address.kind()));
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
            protected: self.frame.guardrails.protects(&found.address) || tagged(found),
            location: None,
        };
        change.effects = change.own_effects(&self.known.desired.site, &self.frame.id);
        if left_over(found) {
            change.effects.insert(0, Effect::LeftOver);
        }
        change
    }
}

fn left_over(found: &Found) -> bool {
    found.address.name().ends_with(REPLACED)
}

/// Whether its tag protects what no manifest declares any more. What is left over from a replace has
/// a successor, which the tag is for.
fn tagged(found: &Found) -> bool {
    protects(&found.tree) && !left_over(found)
}
