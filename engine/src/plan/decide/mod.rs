//! What to do about each resource, declared or ours.

mod declared;
mod stray;
mod there;

use std::collections::BTreeSet;

use schema::Tree;

use super::change::Change;
use super::conflict::{Conflict, Rival};
use super::decision::{Decision, Decisions};
use super::known::Known;
use super::make::{Frame, Goal};
use crate::action::Action;
use crate::address::Address;
use crate::contract::{Adopt, Declared, Deed, Effect, Found, Owner, Suspend};
use crate::guardrails::Guardrails;
use crate::kinds;
use crate::record::Memories;
use crate::site::PROTECT_TAG;
use crate::tree::{Comparison, Difference, references};

/// Decides about whatever a manifest or a selection asks for, and about what is ours and asked for no
/// more.
pub(super) fn decide(decisions: Decisions, known: &Known<'_>, frame: &Frame) -> Decisions {
    let remembered = known.live.record.kept(known.desired.record.as_ref());
    let ours = known.live.found.values().filter(|found| found.owner.is_us());
    let ids = ours.map(|found| found.id.as_str()).collect();
    let mut deciding = Deciding { known, frame, decisions, moved: BTreeSet::new(), remembered, ids };
    for declared in known.desired.declared.values().chain(known.live.selected.values()) {
        let decision = match frame.goal {
            Goal::Converge => Some(deciding.declared(declared)),
            Goal::Destroy => deciding.destroyed(declared),
        };
        if let Some(decision) = decision {
            deciding.decisions.decide(declared.address.clone(), decision);
        }
    }
    deciding.strays();
    deciding.decisions
}

struct Deciding<'a> {
    known: &'a Known<'a>,
    frame: &'a Frame,
    decisions: Decisions,
    /// What moves take along: it is no stray.
    moved: BTreeSet<Address>,
    /// What can carry no tag and is ours by the record.
    remembered: Memories,
    /// AWS's ids and names of what is ours.
    ids: BTreeSet<&'a str>,
}

impl Deciding<'_> {
    /// What is declared goes with the rest. A group without registrations is nothing that AWS holds.
    fn destroyed(&self, declared: &Declared) -> Option<Decision> {
        let found = self.ours(&declared.address).filter(|found| self.goes_too(declared, found))?;
        let change = self.delete(declared, found);
        let step = change.step(&self.known.desired.site, &self.frame.id, &change.deed);
        let empty = (change.resource.calls)(&step).is_empty();
        (!empty).then(|| change.into())
    }

    /// Whether what is there goes with everything. What can carry no tag is managed where it is as declared, and
    /// that does not make it ours: the record must say so, or that it holds what our tags are on; without a
    /// record the manifest, by `adopt`. It stays where another site's record says that it is theirs.
    fn goes_too(&self, declared: &Declared, found: &Found) -> bool {
        let Some(untagged) = (declared.resource.untagged)(&found.tree) else { return true };
        let live = self.known.live;
        if live.taken.contains_key(&declared.address) {
            return false;
        }
        let remembered = self.remembered.get(declared.resource.name, &untagged.id).is_some();
        let said = self.known.desired.record.is_none() && declared.adopt != Adopt::No;
        remembered || said || found.holds.iter().any(|id| self.ids.contains(id.as_str()))
    }

    fn ours(&self, address: &Address) -> Option<&Found> {
        self.known.live.found.get(address).filter(|found| found.owner.is_us())
    }

    fn is_unread(&self, address: &Address) -> bool {
        !self.known.live.looked_at(address) || self.known.hidden.holds(address)
    }

    /// Whether what is wanted of it is not known, since it refers to what cannot be read.
    fn refers_to_unread(&self, declared: &Declared) -> bool {
        let hidden = |address: &Address| self.known.hidden.holds(address);
        let open = || references(self.known.wanted(declared)).map(|(address, _)| Address::from(address));
        self.known.desired.graph.needs(&declared.address).any(hidden)
            && open().any(|address| hidden(&address))
    }

    /// What hangs on a resource that cannot be read or is not ours waits for that to be settled.
    fn hangs_on_trouble(&self, address: &Address) -> bool {
        kinds::parent(address).is_some_and(|whole| {
            let settled =
                !matches!(self.decisions.of(&whole), Some(Decision::Conflict(_) | Decision::Unknown));
            self.is_unread(&whole) || !settled
        })
    }

    fn conflict(&self, declared: &Declared, rival: Rival) -> Decision {
        Decision::Conflict(Conflict {
            address: declared.address.clone(),
            rival,
            location: self.known.desired.sources.locate(declared.span),
        })
    }

    fn delete(&self, declared: &Declared, found: &Found) -> Change {
        let deed = Deed::Delete { was: self.was(declared, found) };
        self.change(declared, deed, Some(found), Vec::new())
    }

    /// What is there, as secret as its manifest says that it is.
    fn was(&self, declared: &Declared, found: &Found) -> Tree {
        if self.known.wanted(declared).holds_secret() {
            self.known.compared(declared, found).was
        } else {
            found.tree.clone()
        }
    }

    /// The change of a declared resource, with what it brings about by itself.
    fn change(
        &self,
        declared: &Declared,
        deed: Deed<Tree>,
        found: Option<&Found>,
        differences: Vec<Difference>,
    ) -> Change {
        let desired = self.known.desired;
        let mut change = Change {
            address: declared.address.clone(),
            resource: declared.resource,
            id: found.map(|found| found.id.clone()).or_else(|| declared.id.clone()),
            deed,
            reason: None,
            version: found.and_then(|found| found.version.clone()),
            differences,
            needs: desired.graph.needs(&declared.address).cloned().collect(),
            clears: Vec::new(),
            suspend: Suspend::No,
            effects: Vec::new(),
            protected: false,
            location: Some(desired.sources.locate(declared.span)),
        };
        change.effects = change.own_effects(&desired.site, &self.frame.id);
        change.effects.extend(self.retags(&change, found));
        change.effects.extend(protection(&change));
        if desired.record.is_none() {
            change.effects.extend(unremembered(&change));
        }
        change.protected = held(&change, &self.frame.guardrails);
        change
    }

    /// What was ours by the tag that the site gave under another name, and stays.
    fn retags(&self, change: &Change, found: Option<&Found>) -> Option<Effect> {
        found.filter(|found| found.owner == Owner::Former && !change.action().destroys())?;
        Some(Effect::Retags { from: self.known.desired.site.former.clone()? })
    }
}

/// A change, with the declared secrets of it that were not compared.
fn changed(change: Change, comparison: Comparison) -> Decision {
    Decision::Change { change: Box::new(change), not_compared: comparison.not_compared }
}

/// Whether a guardrail or the tag holds the name that a change gives up.
pub(super) fn held(change: &Change, guardrails: &Guardrails) -> bool {
    change.is_named_by(guardrails) || change.is_held_by_tag()
}

/// What no tag can carry, where no record is kept either.
fn unremembered(change: &Change) -> Option<Effect> {
    let untagged = change.resource.untagged;
    change.deed.to().and_then(untagged).map(|_| Effect::Unremembered)
}

/// What a change of the tag that protects means.
fn protection(change: &Change) -> Option<Effect> {
    let tag = change.differences.iter().find(|difference| difference.path.0[..] == ["tags", PROTECT_TAG])?;
    match (change.action(), &tag.after) {
        (Action::Update | Action::Adopt, Some(_)) => Some(Effect::Protects),
        (Action::Update | Action::Adopt, None) => Some(Effect::Unprotects),
        (Action::Create | Action::Replace | Action::Move | Action::Delete | Action::Forget, _) => None,
    }
}
