//! What AWS holds of baselines at a site: what is declared there, and what carries its tag.

use std::collections::{BTreeMap, BTreeSet};

use aws_sdk_ssm::operation::get_patch_baseline::GetPatchBaselineOutput;
use schema::kinds::patch_baseline::PatchBaseline;
use schema::shape::Shape;

use super::address;
use super::reads::{self, Listed};
use super::state::{Standing, state};
use super::whose::{Whose, aws_name, wants_default};
use crate::address::Address;
use crate::contract::{Declared, Depth, Found, Inventory, Owner, Resource, Scope, Taken, Unreadable};
use crate::kinds::tags;
use crate::ports::{ApiError, Reads};
use crate::site::NAME_TAG;

/// # Flow
/// The list tells which baselines there are and which is a default; tags tell whose they are;
/// then what is ours, declared or in a manifest's place is read whole.
pub(super) async fn observe(reads: &Reads, scope: &Scope<'_>) -> Inventory {
    let listed = match reads::own(reads).await {
        Ok(listed) => listed,
        Err(error) => {
            let whole = Unreadable { address: None, kind: PatchBaseline::NAME, error };
            return Inventory { unreadable: vec![whole], ..Inventory::default() };
        }
    };
    let listed = listed.into_iter().map(|listed| (listed.id.clone(), listed)).collect();
    let whose = Whose::find(reads, scope, &listed).await;
    let mut look =
        Look { scope, listed: &listed, whose, inventory: Inventory::default(), places: Vec::new() };
    look.ours();
    scope.declared.iter().for_each(|declared| look.declared(declared));
    look.defaults();
    look.read(reads).await;
    look.inventory
}

struct Look<'a> {
    scope: &'a Scope<'a>,
    listed: &'a BTreeMap<String, Listed>,
    whose: Whose<'a>,
    inventory: Inventory,
    /// Which baseline stands where.
    places: Vec<(Address, String)>,
}

impl Look<'_> {
    /// Gives every baseline of ours its address. Of several that claim one that nobody declares,
    /// each has one of its own, so that all go.
    fn ours(&mut self) {
        let claims: BTreeSet<Address> = self.listed.keys().filter_map(|id| self.whose.claim(id)).collect();
        for claim in claims {
            let mut ids = self.whose.claimants(&claim);
            ids.retain(|id| !self.lost_its_name(id));
            let declared = self.scope.declared.iter().any(|declared| declared.address == claim);
            match &ids[..] {
                [] => {}
                [id] => self.places.push((claim, id.clone())),
                _ if declared => self.inventory.twins.push((claim, ids)),
                _ => {
                    let apart = |id: String| (address(&format!("{}@{id}", claim.name())), id);
                    self.places.extend(ids.into_iter().map(apart));
                }
            }
        }
    }

    /// Ours by one tag, without the other, and in the place of a manifest by its name in AWS: like
    /// one that nobody owns.
    fn lost_its_name(&self, id: &str) -> bool {
        let named = self.whose.tags.get(id).is_some_and(|tags| tags.contains_key(NAME_TAG));
        !named && self.scope.declared.iter().any(|declared| self.has_name_of(id, declared))
    }

    fn has_name_of(&self, id: &str, declared: &Declared) -> bool {
        self.listed.get(id).is_some_and(|listed| aws_name(declared) == Some(&listed.name))
    }

    fn declared(&mut self, declared: &Declared) {
        let address = &declared.address;
        let own = self.places.iter().find(|(place, _)| place == address).map(|(_, id)| id.clone());
        let adopted = declared.adopt.id().map(bare);
        match (own, adopted) {
            (Some(own), Some(other)) if own != other && self.listed.contains_key(other) => {
                self.places.retain(|(place, _)| place != address);
                self.inventory.twins.push((address.clone(), vec![own, other.to_owned()]));
            }
            (Some(_), _) => {}
            (None, _) if self.inventory.twins.iter().any(|(place, _)| place == address) => {}
            (None, Some(id)) if self.whose.claim(id).is_some() => self.inventory.taken.push(Taken {
                address: address.clone(),
                what: id.to_owned(),
                owner: self.scope.site.owner(),
            }),
            (None, Some(id)) => self.places.push((address.clone(), id.to_owned())),
            (None, None) => self.unowned(declared),
        }
    }

    /// One of the same name in AWS without any stack's tag is in the way; while tags cannot be
    /// read, any might be.
    fn unowned(&mut self, declared: &Declared) {
        if let Some(error) = self.whose.failed.values().next() {
            return self.unreadable(declared.address.clone(), error.clone());
        }
        let nobodys = |id: &&String| match self.whose.owner(id) {
            Owner::Nobody | Owner::CloudFormation(_) => true,
            Owner::Ours => self.lost_its_name(id),
            Owner::Other(_) => false,
        };
        let mut same = self.listed.keys().filter(|id| self.has_name_of(id, declared)).filter(nobodys);
        if let Some(id) = same.next() {
            self.places.push((declared.address.clone(), id.clone()));
        }
    }

    /// Defaults that would be taken from another stack.
    fn defaults(&mut self) {
        for declared in &self.scope.declared {
            let rival = self.listed.values().find(|listed| {
                listed.standing == Standing::Default && wants_default(declared, &listed.system)
            });
            let Some(rival) = rival else { continue };
            if let Owner::Other(owner) = self.whose.owner(&rival.id) {
                let what = format!("the default for {}", rival.system);
                self.inventory.taken.push(Taken { address: declared.address.clone(), what, owner });
            }
        }
    }

    async fn read(&mut self, reads: &Reads) {
        if let Depth::Only(addresses) = self.scope.depth {
            self.places.retain(|(address, _)| addresses.contains(address));
        }
        let ids = self.places.iter().map(|(_, id)| id.clone()).collect();
        let mut whole: BTreeMap<String, _> = reads::whole(reads, ids).await.into_iter().collect();
        for (address, id) in std::mem::take(&mut self.places) {
            match (whole.remove(&id), self.whose.failed.get(&id)) {
                (Some(Ok(got)), None) => self.found(address, id, &got),
                (Some(Err(error)), _) => self.unreadable(address, error),
                (_, Some(error)) => {
                    let error = error.clone();
                    self.unreadable(address, error);
                }
                (None, None) => {}
            }
        }
    }

    fn found(&mut self, address: Address, id: String, got: &GetPatchBaselineOutput) {
        let tags = self.whose.tags.get(&id).cloned().unwrap_or_default();
        let standing = self.listed.get(&id).map_or(Standing::Other, |listed| listed.standing);
        let owner = match self.whose.owner(&id) {
            Owner::Ours if self.lost_its_name(&id) => Owner::Nobody,
            owner => owner,
        };
        let state = state(got, standing, tags::declared(&tags, self.scope.ignore_tags));
        self.inventory.found.push(Found {
            address,
            tree: state.tree(),
            owner,
            version: got.modified_date().map(ToString::to_string),
            holds: Vec::new(),
            id,
        });
    }

    fn unreadable(&mut self, address: Address, error: ApiError) {
        self.inventory.unreadable.push(Unreadable {
            address: Some(address),
            kind: PatchBaseline::NAME,
            error,
        });
    }
}

/// An id, also where it is written as the ARN that ends with it.
fn bare(id: &str) -> &str {
    id.rsplit_once("patchbaseline/").map_or(id, |(_, id)| id)
}
