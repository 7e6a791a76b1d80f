//! Whose each of an account's baselines is.
//!
//! The tagging API tells in bulk and lags. Its word is taken where it is the expected one;
//! whatever it would change is confirmed by asking Systems Manager, and nothing is made while a
//! baseline whose tags it does not know might be the one that is missing.

use std::collections::{BTreeMap, BTreeSet};

use aws_sdk_ssm::types::ResourceTypeForTagging;
use schema::Tree;
use schema::shape::Shape;

use super::address;
use super::reads::Listed;
use super::state::Standing;
use crate::address::Address;
use crate::contract::{Declared, Owner, Presence, Scope};
use crate::kinds::tags::{self, Tags, owner};
use crate::ports::{ApiError, Reads};
use crate::site::{NAME_TAG, OWNER_TAG};
use crate::tree::equal;

/// Tags by id, and what could not be asked.
pub(super) struct Whose<'a> {
    scope: &'a Scope<'a>,
    listed: &'a BTreeMap<String, Listed>,
    pub(super) tags: BTreeMap<String, Tags>,
    confirmed: BTreeSet<String>,
    pub(super) failed: BTreeMap<String, ApiError>,
}

impl<'a> Whose<'a> {
    /// Asks for all that is listed.
    pub(super) async fn find(
        reads: &Reads,
        scope: &'a Scope<'a>,
        listed: &'a BTreeMap<String, Listed>,
    ) -> Self {
        let mut whose = Self {
            scope,
            listed,
            tags: BTreeMap::new(),
            confirmed: BTreeSet::new(),
            failed: BTreeMap::new(),
        };
        if listed.is_empty() {
            return whose;
        }
        let bulk = tags::of_type(reads, "ssm:patchbaseline").await;
        let denied = bulk.is_err();
        for (arn, tags) in bulk.unwrap_or_default() {
            if let Some((_, id)) = arn.rsplit_once('/').filter(|(_, id)| listed.contains_key(*id)) {
                whose.tags.insert(id.to_owned(), tags);
            }
        }
        whose.confirm(reads, |whose, listed| whose.surprises(listed)).await;
        if denied || scope.declared.iter().any(|declared| whose.claimants(&declared.address).is_empty()) {
            whose.confirm(reads, |whose, listed| !whose.is_tagged(&listed.id)).await;
        }
        whose
    }

    /// Who owns a baseline, as far as it is known.
    pub(super) fn owner(&self, id: &str) -> Owner {
        self.tags.get(id).map_or(Owner::Nobody, |tags| owner(tags, self.scope.site))
    }

    /// The address that a baseline of ours names.
    pub(super) fn claim(&self, id: &str) -> Option<Address> {
        let tags = self.tags.get(id).filter(|tags| owner(tags, self.scope.site) == Owner::Ours)?;
        Some(tags.get(NAME_TAG).map_or_else(|| address(id), |name| address(name)))
    }

    /// The baselines that name an address, by id.
    pub(super) fn claimants(&self, address: &Address) -> Vec<String> {
        let ids = self.listed.keys().filter(|id| self.claim(id).as_ref() == Some(address));
        ids.cloned().collect()
    }

    /// Whether some stack's tag is on it.
    fn is_tagged(&self, id: &str) -> bool {
        self.tags.get(id).is_some_and(|tags| tags.contains_key(OWNER_TAG))
    }

    /// Whether what the tagging API says of a baseline would change anything.
    fn surprises(&self, listed: &Listed) -> bool {
        let ours = self.claim(&listed.id);
        let declared = &self.scope.declared;
        let adopted = declared.iter().any(|declared| declared.adopt.id() == Some(listed.id.as_str()));
        let rival = listed.standing == Standing::Default
            && declared.iter().any(|declared| wants_default(declared, &listed.system));
        match ours {
            Some(address) => !declared
                .iter()
                .any(|declared| declared.address == address && self.is_expected(listed, declared)),
            None if self.is_tagged(&listed.id) => adopted || rival,
            None => {
                adopted || rival || declared.iter().any(|declared| aws_name(declared) == Some(&listed.name))
            }
        }
    }

    fn is_expected(&self, listed: &Listed, declared: &Declared) -> bool {
        let there = self.tags.get(&listed.id).map(|tags| tags::declared(tags, self.scope.ignore_tags));
        let wanted = declared.tree.get("tags");
        let system = declared.tree.get("operatingSystem").and_then(Tree::as_text);
        declared.presence == Presence::Wanted
            && self.claimants(&declared.address).len() == 1
            && system == Some(listed.system.as_str())
            && there.is_some_and(|there| wanted.is_some_and(|wanted| equal(wanted, &there.tree())))
    }

    /// Asks Systems Manager for the tags of some.
    async fn confirm(&mut self, reads: &Reads, which: impl Fn(&Self, &Listed) -> bool) {
        let open = self.listed.values().filter(|listed| !self.confirmed.contains(&listed.id));
        let ids: Vec<String> =
            open.filter(|listed| which(self, listed)).map(|listed| listed.id.clone()).collect();
        self.confirmed.extend(ids.iter().cloned());
        for (id, answer) in tags::singly(reads, ResourceTypeForTagging::PatchBaseline, ids).await {
            match answer {
                Ok(tags) => {
                    self.tags.insert(id, tags);
                }
                Err(error) => {
                    self.failed.insert(id, error);
                }
            }
        }
    }
}

/// Whether a manifest wants its baseline to be the default for an operating system.
pub(super) fn wants_default(declared: &Declared, system: &str) -> bool {
    declared.presence == Presence::Wanted
        && matches!(declared.tree.get("default"), Some(Tree::Bool(true)))
        && declared.tree.get("operatingSystem").and_then(Tree::as_text) == Some(system)
}

/// The name in AWS that a manifest asks for.
pub(super) fn aws_name(declared: &Declared) -> Option<&str> {
    declared.tree.get("name").and_then(Tree::as_text)
}
