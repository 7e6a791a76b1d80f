//! Where each resource stands of a kind whose ids AWS invents: which manifest's one it is.

use std::collections::BTreeSet;

use super::whose::{Whose, adopted};
use crate::address::Address;
use crate::contract::{Declared, Depth, Inventory, Owner, Taken, Unreadable};
use crate::ports::ApiError;

/// Which resource stands where, and what is in the way.
pub(super) struct Places {
    /// Addresses and ids.
    pub(super) at: Vec<(Address, String)>,
    /// What is in the way.
    pub(super) inventory: Inventory,
}

impl Places {
    /// Gives every resource that is ours or in a manifest's place its address.
    pub(super) fn of(whose: &Whose<'_>) -> Self {
        let mut places = Self { at: Vec::new(), inventory: Inventory::default() };
        places.ours(whose);
        whose.declared.iter().for_each(|declared| places.declared(declared, whose));
        if let Depth::Only(addresses) = whose.scope.depth {
            let asked = |address: &Address| {
                let inside = format!("{address}/");
                addresses.iter().any(|asked| asked == address || asked.as_str().starts_with(&inside))
            };
            places.at.retain(|(address, _)| asked(address));
        }
        places
    }

    /// Of several that claim an address that nobody declares, each has one of its own, so that all
    /// go.
    fn ours(&mut self, whose: &Whose<'_>) {
        let claims: BTreeSet<Address> = whose.listed.keys().filter_map(|id| whose.claim(id)).collect();
        for claim in claims {
            let mut ids = whose.claimants(&claim);
            ids.retain(|id| !whose.lost_its_name(id));
            let declared = whose.declared.iter().any(|declared| declared.address == claim);
            match &ids[..] {
                [] => {}
                [id] => self.at.push((claim, id.clone())),
                _ if declared => self.inventory.twins.push((claim, ids)),
                _ => {
                    let apart =
                        |id: String| (Address::new(whose.line.kind, &format!("{}@{id}", claim.name())), id);
                    self.at.extend(ids.into_iter().map(apart));
                }
            }
        }
    }

    fn declared(&mut self, declared: &Declared, whose: &Whose<'_>) {
        let address = &declared.address;
        let own = self.at.iter().find(|(place, _)| place == address).map(|(_, id)| id.clone());
        match (own, adopted(declared)) {
            (Some(own), Some(other)) if own != other && whose.listed.contains_key(other) => {
                self.at.retain(|(place, _)| place != address);
                self.inventory.twins.push((address.clone(), vec![own, other.to_owned()]));
            }
            (Some(_), _) => {}
            (None, _) if self.inventory.twins.iter().any(|(place, _)| place == address) => {}
            (None, Some(id)) if whose.claim(id).is_some() && !whose.lost_its_name(id) => {
                self.inventory.taken.push(Taken {
                    address: address.clone(),
                    what: id.to_owned(),
                    owner: whose.scope.site.owner(),
                });
            }
            (None, Some(id)) => self.at.push((address.clone(), id.to_owned())),
            (None, None) => self.unowned(declared, whose),
        }
    }

    /// One of the same name in AWS without any stack's tag is in the way; while tags cannot be
    /// read, any might be.
    fn unowned(&mut self, declared: &Declared, whose: &Whose<'_>) {
        if let Some(error) = whose.failed.values().next() {
            return self.unreadable(whose.line.kind, declared.address.clone(), error.clone());
        }
        let nobodys = |id: &&String| match whose.owner(id) {
            Owner::Nobody | Owner::CloudFormation(_) => true,
            Owner::Ours => whose.lost_its_name(id),
            Owner::Other(_) => false,
        };
        let mut same = whose.listed.keys().filter(|id| whose.has_name_of(id, declared)).filter(nobodys);
        if let Some(id) = same.next() {
            self.at.push((declared.address.clone(), id.clone()));
        }
    }

    /// Notes what could not be read.
    pub(super) fn unreadable(&mut self, kind: &'static str, address: Address, error: ApiError) {
        self.inventory.unreadable.push(Unreadable { address: Some(address), kind, error });
    }
}
