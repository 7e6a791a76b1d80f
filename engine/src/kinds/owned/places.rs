//! Where each resource stands: which manifest's one it is, and what is in the way of one.

use std::collections::{BTreeMap, BTreeSet};

use super::listed::Listed;
use super::place::{Place, Standing};
use super::whose::{Bulk, Whose, adopted};
use crate::address::Address;
use crate::contract::{Beside, Declared, Inventory, Owner, Presence, Taken, Unreadable};
use crate::ports::ApiError;
use crate::site::REPLACED;

/// Which resource stands where, and what is in the way.
pub(super) struct Places<'a, L> {
    whose: &'a Whose<'a, L>,
    at: BTreeMap<Address, Place>,
    /// The addresses in `at`, by id.
    stands: BTreeMap<String, Address>,
    /// Addresses that more than one claims, with their ids.
    twins: BTreeMap<Address, Vec<String>>,
    /// All those ids.
    twinned: BTreeSet<String>,
    inventory: Inventory,
}

impl<'a, L: Listed> Places<'a, L> {
    /// Gives every resource that is ours or in a manifest's place its address.
    ///
    /// # Flow
    /// What names its manifest stands there. Then each manifest takes over what it says; then each
    /// that still has none gets one that could be its own, and no two the same one. What is left of
    /// ours stands by itself.
    pub(super) fn of(whose: &'a Whose<'a, L>) -> (Vec<Place>, Inventory) {
        let (at, stands) = (BTreeMap::new(), BTreeMap::new());
        let (twins, twinned) = (BTreeMap::new(), BTreeSet::new());
        let mut places = Self { whose, at, stands, twins, twinned, inventory: Inventory::default() };
        places.place_claimed();
        whose.declared().for_each(|declared| places.place_adopted(declared));
        whose.declared().for_each(|declared| places.place_lookalike(declared));
        places.place_leftovers();
        places.place_strangers();
        places.note_losses();
        places.note_unknown();
        places.at.retain(|address, _| whose.scope.depth.asks_for_part_of(address));
        places.inventory.twins = places.twins.into_iter().collect();
        (places.at.into_values().collect(), places.inventory)
    }

    /// Of several that claim an address that nobody declares, each has one of its own, so that all
    /// go.
    fn place_claimed(&mut self) {
        for (claim, ids) in self.whose.claims() {
            match &ids[..] {
                [id] => {
                    self.place(claim, id, self.whose.owner(id));
                    let aside = Some(beside(claim)).filter(|beside| *beside == Beside::Successor);
                    self.inventory.beside.extend(aside.map(|beside| (claim.clone(), beside)));
                }
                _ if self.whose.declared_at(claim).is_some() => self.twins(claim, ids.clone()),
                _ => ids.iter().for_each(|id| {
                    let address = apart(claim, id);
                    self.place(&address, id, self.whose.owner(id));
                    self.inventory.beside.push((address, beside(claim)));
                }),
            }
        }
    }

    /// Places what a manifest takes over by its id.
    fn place_adopted(&mut self, declared: &Declared) {
        let (whose, address) = (self.whose, &declared.address);
        let Some(id) = adopted(declared).filter(|_| !self.has_twins(address)) else { return };
        let own = self.at.get(address).map(|place| place.id.clone());
        if own.as_deref() == Some(id) {
            return;
        }
        if let Some(error) = whose.failed(id) {
            self.remove(own.as_deref());
            return self.unreadable(Some(address.clone()), error.clone());
        }
        let owner = whose.owner(id);
        if let Owner::Other(owner) = owner {
            return self.taken(address, id.to_owned(), owner);
        }
        let there = self.stands.get(id).cloned();
        if let Some(there) = there.as_ref().filter(|there| self.is_meant(there)) {
            if declared.moved_from.as_deref() != Some(there.name()) {
                self.taken(address, format!("`{there}` ({id})"), whose.scope.site.owner());
            }
            return;
        }
        match own {
            // It is there no more, or not much longer: what was taken over once has been made anew.
            Some(_) if whose.listed(id).is_none() || there == Some(set_aside(address)) => {}
            Some(own) => {
                self.remove(Some(id));
                self.remove(Some(&own));
                self.twins(address, vec![own, id.to_owned()]);
            }
            None => {
                self.remove(Some(id));
                let owner = if owner.is_us() { Owner::Nobody } else { owner };
                self.place(address, id, owner);
            }
        }
    }

    /// Whether some manifest means what stands at an address.
    fn is_meant(&self, address: &Address) -> bool {
        self.whose.declared_at(address).is_some() || self.whose.is_renamed(address.name())
    }

    /// One of the same name in AWS that no manifest's name is known of is in the way of a manifest that
    /// has none; while tags cannot be read, any might be.
    fn place_lookalike(&mut self, declared: &Declared) {
        let (whose, address) = (self.whose, &declared.address);
        if adopted(declared).is_some() || self.has_twins(address) || self.at.contains_key(address) {
            return;
        }
        if let Some((_, error)) = whose.failures().next() {
            return self.unreadable(Some(address.clone()), error.clone());
        }
        let free = |id: &str| match whose.owner(id) {
            Owner::Nobody | Owner::CloudFormation(_) => true,
            Owner::Ours | Owner::Former => whose.claim(id).is_none(),
            Owner::Other(_) => false,
        };
        let open = |id: &&str| !self.stands.contains_key(*id) && free(id);
        let Some(id) = whose.of_name_of(declared).find(open) else { return };
        let owner = match (whose.owner(id), declared.presence) {
            // Nothing is in the way of what goes.
            (Owner::Ours | Owner::Former, Presence::Wanted | Presence::Kept) => Owner::Nobody,
            (owner, _) => owner,
        };
        self.place(address, id, owner);
    }

    /// What is ours, does not say which manifest's, and is in no manifest's place.
    fn place_leftovers(&mut self) {
        let whose = self.whose;
        let ours = |id: &str| whose.owner(id).is_us() && whose.claim(id).is_none();
        let left = whose.all().map(Listed::id).filter(|id| ours(id));
        let left: Vec<&str> =
            left.filter(|id| !self.stands.contains_key(*id) && !self.twinned.contains(*id)).collect();
        for id in left {
            let own = Address::new(L::LINE.kind, id);
            let address = if whose.declared_at(&own).is_some() { apart(&own, id) } else { own };
            self.place(&address, id, whose.owner(id));
        }
    }

    /// Where everything is asked for, what is left of others and of nobody stands by its id.
    fn place_strangers(&mut self) {
        if !self.whose.scope.depth.is_everything() {
            return;
        }
        let ids = self.whose.all().map(|one| one.id().to_owned());
        let free = |id: &String| !self.stands.contains_key(id) && !self.twinned.contains(id);
        for id in ids.filter(free).collect::<Vec<_>>() {
            let address = Address::new(L::LINE.kind, &id);
            let owner = self.whose.owner(&id);
            self.stands.insert(id.clone(), address.clone());
            let place = Place { address: address.clone(), id, owner, standing: Standing::Stray };
            self.at.insert(address, place);
        }
    }

    /// What manifests would take from another stack's, wherever that stands.
    fn note_losses(&mut self) {
        let whose = self.whose;
        let other = |one: &'a L| match whose.owner(one.id()) {
            Owner::Other(owner) => Some((one, owner)),
            Owner::Ours | Owner::Former | Owner::CloudFormation(_) | Owner::Nobody => None,
        };
        let others: Vec<(&L, String)> = whose.all().filter_map(other).collect();
        for declared in whose.declared() {
            for (one, owner) in &others {
                if let Some(what) = one.loses(declared) {
                    self.taken(&declared.address, what, owner.clone());
                }
            }
        }
    }

    /// What no tag is known of may be ours and no longer declared: where the tagging API is silent,
    /// nothing else tells of it.
    fn note_unknown(&mut self) {
        let whose = self.whose;
        if whose.bulk() == Bulk::Heard || !self.inventory.unreadable.is_empty() {
            return;
        }
        let unknown = whose.failures().filter(|(id, _)| !self.stands.contains_key(*id));
        let unknown: Vec<&ApiError> = unknown.map(|(_, error)| error).collect();
        let Some(error) = unknown.first().copied() else { return };
        let some = format!("{} ({} whose tags cannot be read)", L::LINE.kind, unknown.len());
        // Where nothing is declared, the kind as a whole is what this stack can do without.
        let some = whose.declared().next().map(|_| Address::from(some.as_str()));
        self.unreadable(some, error.clone());
    }

    fn place(&mut self, address: &Address, id: &str, owner: Owner) {
        let standing = Standing::of(&owner, self.whose.declared_at(address));
        self.stands.insert(id.to_owned(), address.clone());
        self.at
            .insert(address.clone(), Place { address: address.clone(), id: id.to_owned(), owner, standing });
    }

    fn remove(&mut self, id: Option<&str>) {
        if let Some(address) = id.and_then(|id| self.stands.remove(id)) {
            self.at.remove(&address);
        }
    }

    fn twins(&mut self, address: &Address, mut ids: Vec<String>) {
        ids.sort();
        self.twinned.extend(ids.iter().cloned());
        self.twins.insert(address.clone(), ids);
    }

    fn has_twins(&self, address: &Address) -> bool {
        self.twins.contains_key(address)
    }

    fn taken(&mut self, address: &Address, what: String, owner: String) {
        self.inventory.taken.push(Taken { address: address.clone(), what, owner });
    }

    fn unreadable(&mut self, address: Option<Address>, error: ApiError) {
        self.inventory.unreadable.push(Unreadable { address, kind: L::LINE.kind, error });
    }
}

/// The address of what a replace sets aside.
fn set_aside(address: &Address) -> Address {
    Address::new(address.kind(), &format!("{}{REPLACED}", address.name()))
}

/// Why what a tag calls so stands beside that address.
fn beside(claim: &Address) -> Beside {
    if claim.name().ends_with(REPLACED) { Beside::Successor } else { Beside::Manifest(claim.clone()) }
}

/// An address beside another one. What a replace has set aside stays known as that.
fn apart(address: &Address, id: &str) -> Address {
    let name = address.name();
    let beside = match name.strip_suffix(REPLACED) {
        Some(name) => format!("{name}@{id}{REPLACED}"),
        None => format!("{name}@{id}"),
    };
    Address::new(address.kind(), &beside)
}
