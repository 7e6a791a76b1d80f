//! Where each resource stands: which manifest's one it is, and what is in the way of one.

use std::collections::BTreeSet;

use super::listed::Listed;
use super::whose::{Bulk, Whose, adopted, has_name_of};
use crate::address::Address;
use crate::contract::{Adopt, Declared, Depth, Inventory, Owner, Presence, Taken, Unreadable};
use crate::ports::ApiError;
use crate::site::REPLACED;

/// A resource, and the address that it stands at.
#[derive(Clone)]
pub(in crate::kinds) struct Place {
    pub(in crate::kinds) address: Address,
    /// AWS's id.
    pub(in crate::kinds) id: String,
    /// Who owns it. What is ours and says no manifest's name is like nobody's where a manifest could
    /// mean it.
    pub(in crate::kinds) owner: Owner,
    pub(in crate::kinds) standing: Standing,
}

/// What becomes of a resource at its address, once what is declared there is done.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::kinds) enum Standing {
    /// It is ours, or to be.
    Kept,
    /// It is let go.
    LetGo,
    /// It is in the way.
    InTheWay,
}

/// Which resource stands where, and what is in the way.
pub(super) struct Places<'a, L> {
    whose: &'a Whose<'a, L>,
    at: Vec<Place>,
    inventory: Inventory,
}

impl<'a, L: Listed> Places<'a, L> {
    /// Gives every resource that is ours or in a manifest's place its address.
    ///
    /// # Flow
    /// What names its manifest stands there. Then each manifest takes over what it says; then each
    /// that still has none is given one that could be its own, and no two the same. What is left of
    /// ours stands by itself.
    pub(super) fn of(whose: &'a Whose<'a, L>) -> (Vec<Place>, Inventory) {
        let mut places = Self { whose, at: Vec::new(), inventory: Inventory::default() };
        places.claims();
        whose.declared().for_each(|declared| places.adopts(declared));
        whose.declared().for_each(|declared| places.misses(declared));
        places.leftovers();
        places.losses();
        places.unknown();
        if let Depth::Only(addresses) = whose.scope.depth {
            let asked = |address: &Address| {
                let inside = format!("{address}/");
                addresses.iter().any(|asked| asked == address || asked.as_str().starts_with(&inside))
            };
            places.at.retain(|place| asked(&place.address));
        }
        (places.at, places.inventory)
    }

    /// Of several that claim an address that nobody declares, each has one of its own, so that all
    /// go.
    fn claims(&mut self) {
        let claims: BTreeSet<Address> =
            self.whose.all().filter_map(|one| self.whose.claim(one.id())).collect();
        for claim in claims {
            let ids = self.whose.claimants(&claim);
            match &ids[..] {
                [id] => self.place(&claim, id, Owner::Ours),
                _ if self.whose.declared_at(&claim).is_some() => self.inventory.twins.push((claim, ids)),
                _ => ids.iter().for_each(|id| self.place(&apart(&claim, id), id, Owner::Ours)),
            }
        }
    }

    /// Takes over what a manifest says by its id. What is the manifest's own already is no matter.
    fn adopts(&mut self, declared: &Declared) {
        let address = &declared.address;
        let Some(id) = adopted(declared).filter(|_| !self.is_twin(address)) else { return };
        let own = self.holder(address).map(|place| place.id.clone());
        if own.as_deref() == Some(id) {
            return;
        }
        if let Some(error) = self.whose.failed(id) {
            self.at.retain(|place| place.address != *address);
            return self.unreadable(Some(address.clone()), error.clone());
        }
        let stands = self.at.iter().find(|place| place.id == id).map(|place| place.address.clone());
        match (self.whose.owner(id), stands, own) {
            (Owner::Other(owner), ..) => self.taken(address, id.to_owned(), owner),
            (_, Some(there), _) if self.is_meant(&there) => {
                let renames = declared.moved_from.as_deref() == Some(there.name());
                if !renames {
                    self.taken(address, format!("`{there}` ({id})"), self.whose.scope.site.owner());
                }
            }
            // A replace that is not ended yet, by a manifest that still says what it took over once.
            (_, Some(there), Some(_)) if there.name() == format!("{}{REPLACED}", address.name()) => {}
            (_, None, Some(_)) if self.whose.listed(id).is_none() => {}
            (_, _, Some(own)) => {
                self.at.retain(|place| place.id != own && place.id != id);
                let mut both = vec![own, id.to_owned()];
                both.sort();
                self.inventory.twins.push((address.clone(), both));
            }
            (owner, _, None) => {
                self.at.retain(|place| place.id != id);
                let owner = if owner == Owner::Ours { Owner::Nobody } else { owner };
                self.place(address, id, owner);
            }
        }
    }

    /// Whether some manifest means what stands at an address.
    fn is_meant(&self, address: &Address) -> bool {
        let renamed = |declared: &Declared| declared.moved_from.as_deref() == Some(address.name());
        self.whose.declared_at(address).is_some() || self.whose.declared().any(renamed)
    }

    /// One of the same name in AWS without any stack's tag is in the way of a manifest that has none;
    /// while tags cannot be read, any might be.
    fn misses(&mut self, declared: &Declared) {
        let (whose, address) = (self.whose, &declared.address);
        if adopted(declared).is_some() || self.is_twin(address) || self.holder(address).is_some() {
            return;
        }
        if let Some((_, error)) = whose.failures().next() {
            return self.unreadable(Some(address.clone()), error.clone());
        }
        let free = |id: &str| match whose.owner(id) {
            Owner::Nobody | Owner::CloudFormation(_) => true,
            Owner::Ours => whose.claim(id).is_none(),
            Owner::Other(_) => false,
        };
        let alike = |one: &&L| has_name_of(*one, declared) && !self.is_placed(one.id()) && free(one.id());
        let Some(id) = whose.all().find(alike).map(|one| one.id().to_owned()) else { return };
        let owner = match (whose.owner(&id), declared.presence) {
            // Nothing is written to what goes, so nothing is in its way.
            (Owner::Ours, Presence::Absent | Presence::Forgotten) => Owner::Ours,
            (Owner::Ours, Presence::Wanted | Presence::Kept) => Owner::Nobody,
            (owner, _) => owner,
        };
        self.place(address, &id, owner);
    }

    /// What is ours, says no manifest's name, and has no manifest that could mean it.
    fn leftovers(&mut self) {
        let whose = self.whose;
        let ours = |id: &&str| whose.owner(id) == Owner::Ours && whose.claim(id).is_none();
        let twin = |id: &str| self.inventory.twins.iter().any(|(_, ids)| ids.iter().any(|twin| twin == id));
        let left = whose.all().map(Listed::id).filter(ours);
        let left: Vec<&str> = left.filter(|id| !self.is_placed(id) && !twin(id)).collect();
        for id in left {
            self.place(&Address::new(L::LINE.kind, id), id, Owner::Ours);
        }
    }

    /// What would be taken from another stack's, wherever that stands.
    fn losses(&mut self) {
        let whose = self.whose;
        for declared in whose.declared() {
            for one in whose.all() {
                if let (Some(what), Owner::Other(owner)) = (one.loses(declared), whose.owner(one.id())) {
                    self.taken(&declared.address, what, owner);
                }
            }
        }
    }

    /// What no tag is known of may be ours, and is in no list then: with the tagging API silent,
    /// nothing else tells of it.
    fn unknown(&mut self) {
        let whose = self.whose;
        if whose.bulk() == Bulk::Heard || !self.inventory.unreadable.is_empty() {
            return;
        }
        let lost: Vec<&ApiError> =
            whose.failures().filter(|(id, _)| !self.is_placed(id)).map(|(_, error)| error).collect();
        let Some(error) = lost.first().copied() else { return };
        let some = format!("{} ({} whose tags cannot be read)", L::LINE.kind, lost.len());
        let some = whose.declared().next().map(|_| Address::from(some.as_str()));
        self.unreadable(some, error.clone());
    }

    fn holder(&self, address: &Address) -> Option<&Place> {
        self.at.iter().find(|place| place.address == *address)
    }

    fn is_placed(&self, id: &str) -> bool {
        self.at.iter().any(|place| place.id == id)
    }

    fn is_twin(&self, address: &Address) -> bool {
        self.inventory.twins.iter().any(|(place, _)| place == address)
    }

    fn place(&mut self, address: &Address, id: &str, owner: Owner) {
        let standing = self.whose.declared_at(address).map_or(Standing::Kept, |declared| {
            match (declared.presence, &owner, &declared.adopt) {
                (Presence::Forgotten, ..) => Standing::LetGo,
                (_, Owner::Ours, _)
                | (_, Owner::Nobody, Adopt::Unowned { .. } | Adopt::FromCloudFormation { .. })
                | (_, Owner::CloudFormation(_), Adopt::FromCloudFormation { .. }) => Standing::Kept,
                (_, Owner::Nobody | Owner::CloudFormation(_) | Owner::Other(_), _) => Standing::InTheWay,
            }
        });
        self.at.push(Place { address: address.clone(), id: id.to_owned(), owner, standing });
    }

    fn taken(&mut self, address: &Address, what: String, owner: String) {
        self.inventory.taken.push(Taken { address: address.clone(), what, owner });
    }

    fn unreadable(&mut self, address: Option<Address>, error: ApiError) {
        self.inventory.unreadable.push(Unreadable { address, kind: L::LINE.kind, error });
    }
}

/// An address beside one that several claim. What a replace has left stays known as that.
fn apart(claim: &Address, id: &str) -> Address {
    let name = claim.name();
    let name = match name.strip_suffix(REPLACED) {
        Some(name) => format!("{name}@{id}{REPLACED}"),
        None => format!("{name}@{id}"),
    };
    Address::new(claim.kind(), &name)
}
