//! What to do about a declared resource: whether it is wanted at all, and whether it is there.

use schema::{Origin, Tree};

use super::{Deciding, changed};
use crate::address::Address;
use crate::contract::{Declared, Deed, Effect, Found, Presence};
use crate::plan::change::Change;
use crate::plan::conflict::{Rival, Waiting};
use crate::plan::decision::Decision;
use crate::plan::known::Compared;
use crate::tree::compare;

const AS_WANTED: Decision = Decision::Unchanged { not_compared: Vec::new() };

impl Deciding<'_> {
    /// What to do about a declared resource.
    pub(super) fn declared(&mut self, declared: &Declared) -> Decision {
        let address = &declared.address;
        let before = declared.before();
        let was_unread = before.as_ref().is_some_and(|before| self.known.hidden.holds(before));
        if was_unread || self.is_unread(address) || self.hangs_on_trouble(address) {
            // What is there under the old name may be what nobody could see under the new one.
            self.moved.extend(before);
            return Decision::Unknown;
        }
        let live = self.known.live;
        if let Some(ids) = live.twins.get(address) {
            return self.conflict(declared, Rival::Twins(ids.clone()));
        }
        if let Some(taken) = live.taken.get(address).filter(|_| self.minds(declared)) {
            let rival = Rival::Taken { what: taken.what.clone(), owner: taken.owner.clone() };
            return self.conflict(declared, rival);
        }
        if let Some(reason) = self.known.reveals(declared).filter(|_| declared.presence.asks_for_it()) {
            return self.conflict(declared, Rival::Reveals(reason));
        }
        if declared.presence.asks_for_it() && self.refers_to_unread(declared) {
            self.moved.extend(before);
            return Decision::Unknown;
        }
        match declared.presence {
            Presence::Absent => match self.ours(address) {
                Some(found) => self.delete(declared, found).into(),
                None => AS_WANTED,
            },
            Presence::Forgotten => match self.ours(address) {
                Some(found) => self.forgotten(declared, found).into(),
                None => {
                    // What was renamed in the same edit is there under its old name.
                    if let Some(old) = self.known.moved_from(declared) {
                        self.moved.insert(old.address.clone());
                        let change = Change { address: old.address.clone(), ..self.forgotten(declared, old) };
                        self.decisions.decide(old.address.clone(), change);
                    }
                    AS_WANTED
                }
            },
            Presence::Kept => match live.found.get(address) {
                Some(found) => self.there_or_half_moved(declared, found),
                None => match self.known.moved_from(declared) {
                    Some(old) => self.relocate(declared, old),
                    None => Decision::Waiting(Waiting {
                        address: address.clone(),
                        reason: "somebody else gives it its value, and it is not there yet".into(),
                    }),
                },
            },
            Presence::Wanted => match live.found.get(address) {
                Some(found) => self.there_or_half_moved(declared, found),
                None => match self.known.moved_from(declared) {
                    Some(old) => self.relocate(declared, old),
                    None => self.create(declared),
                },
            },
        }
    }

    /// A move that was cut off has made the new one and left the old one there: it is finished. Where nobody
    /// could give the value again the new one must hold it: anything else in the new place is no reason to take
    /// the old one away.
    fn there_or_half_moved(&mut self, declared: &Declared, found: &Found) -> Decision {
        let Some(old) = self.known.moved_from(declared) else { return self.there(declared, found) };
        let ours = found.owner.is_us();
        let Compared { to, comparison, .. } = self.known.compared(declared, if ours { found } else { old });
        let loss = (declared.resource.irreplaceable)(&to);
        if let Some(loss) = loss.filter(|_| !ours || !(declared.resource.carried)(&old.tree, &found.tree)) {
            let other = if ours { " and holds something else" } else { "" };
            let reason =
                format!("`{}`, which is to become it{other}, would go for it, and {loss}", old.address);
            return self.conflict(declared, Rival::Irreplaceable(reason));
        }
        if ours && declared.id.is_some() && comparison.differences.is_empty() {
            return self.relocate(declared, old);
        }
        if loss.is_some() {
            self.moved.insert(old.address.clone());
        }
        self.there(declared, found)
    }

    fn forgotten(&self, declared: &Declared, found: &Found) -> Change {
        self.change(declared, Deed::Forget { was: self.was(declared, found) }, Some(found), Vec::new())
    }

    fn create(&self, declared: &Declared) -> Decision {
        let to = self.known.wanted(declared).clone();
        let mut comparison = compare(&to, &Tree::map::<&str>([]));
        let told = |field: &str| declared.resource.told.contains(&field);
        comparison.differences.retain(|difference| !difference.hollow() && !told(difference.path.field()));
        let differences = std::mem::take(&mut comparison.differences);
        let drawn = declared.before().filter(|_| to.walk().any(is_drawn));
        let mut change = self.change(declared, Deed::Create { to }, None, differences);
        change.effects.extend(drawn.map(|from| Effect::DrawnAnew { from }));
        changed(change, comparison)
    }

    /// A rename: a copy where the name is AWS's own, else a new tag on what stays.
    fn relocate(&mut self, declared: &Declared, old: &Found) -> Decision {
        self.moved.insert(old.address.clone());
        let Compared { to, was, mut comparison } = self.known.compared(declared, old);
        let differences = std::mem::take(&mut comparison.differences);
        let deed = Deed::Move { to, was, from: old.id.as_str().into() };
        let stays = declared.id.is_none().then_some(old);
        let mut change = self.change(declared, deed, stays, differences);
        change.version.clone_from(&old.version);
        changed(change, comparison)
    }
}

/// Whether it is a value that is drawn where none is there.
fn is_drawn(tree: &Tree) -> bool {
    matches!(tree, Tree::Secret(secret) if matches!(secret.origin, Some(Origin::Generate { .. })))
}

impl Deciding<'_> {
    /// Whether it matters that another one has what there is only one of: to whoever asks for it, and to
    /// whoever would take away what carries no tag.
    fn minds(&self, declared: &Declared) -> bool {
        match declared.presence {
            Presence::Wanted | Presence::Kept => true,
            Presence::Absent => (declared.resource.untagged)(&declared.tree).is_some(),
            Presence::Forgotten => false,
        }
    }

    /// Whether an address is declared, or selected by what is.
    pub(super) fn is_declared(&self, address: &Address) -> bool {
        self.known.desired.declared.contains_key(address) || self.known.live.selected.contains_key(address)
    }
}
