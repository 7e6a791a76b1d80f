//! Whose each resource is of a kind whose ids AWS invents.
//!
//! The tagging API tells in bulk and lags. Its word is taken where it is the expected one;
//! whatever it would change is confirmed by asking Systems Manager, and nothing is made while a
//! resource whose tags are not known might be the one that is missing.

use std::collections::{BTreeMap, BTreeSet};

use aws_sdk_ssm::types::ResourceTypeForTagging;
use schema::Tree;
use schema::shape::Shape;

use super::tags::{self, Tags, owner};
use crate::address::Address;
use crate::contract::{Declared, Owner, Presence, Scope};
use crate::ports::{ApiError, Reads};
use crate::site::{NAME_TAG, OWNER_TAG};
use crate::tree::equal;

/// A kind whose ids AWS invents, as tags know it.
pub(super) struct Tagged {
    /// What its addresses begin with.
    pub(super) kind: &'static str,
    /// Systems Manager's word for it.
    pub(super) ssm: ResourceTypeForTagging,
    /// The tagging API's: `ssm:maintenancewindow`.
    pub(super) tagging: &'static str,
}

/// What a kind's list shows: AWS's names, which are not unique, by id.
pub(super) type Names = BTreeMap<String, String>;

/// Tags by id, and what could not be asked.
pub(super) struct Whose<'a> {
    pub(super) line: &'a Tagged,
    pub(super) scope: &'a Scope<'a>,
    /// What is declared of the kind itself.
    pub(super) declared: Vec<&'a Declared>,
    pub(super) listed: &'a Names,
    pub(super) tags: BTreeMap<String, Tags>,
    pub(super) failed: BTreeMap<String, ApiError>,
    confirmed: BTreeSet<String>,
}

impl<'a> Whose<'a> {
    /// Asks for all that is listed.
    pub(super) async fn find(
        reads: &Reads,
        line: &'a Tagged,
        scope: &'a Scope<'a>,
        listed: &'a Names,
    ) -> Self {
        let of_kind = |declared: &&&Declared| declared.resource.name == line.kind;
        let declared = scope.declared.iter().filter(of_kind).copied().collect();
        let (tags, failed, confirmed) = (BTreeMap::new(), BTreeMap::new(), BTreeSet::new());
        let mut whose = Self { line, scope, declared, listed, tags, failed, confirmed };
        if listed.is_empty() {
            return whose;
        }
        let bulk = tags::of_type(reads, line.tagging).await;
        let denied = bulk.is_err();
        for (arn, tags) in bulk.unwrap_or_default() {
            if let Some((_, id)) = arn.rsplit_once('/').filter(|(_, id)| listed.contains_key(*id)) {
                whose.tags.insert(id.to_owned(), tags);
            }
        }
        whose.confirm(reads, Self::surprises).await;
        if denied || whose.declared.iter().any(|declared| whose.claimants(&declared.address).is_empty()) {
            whose.confirm(reads, |whose, id, _| !whose.is_tagged(id)).await;
        }
        whose
    }

    /// Who owns one, as far as it is known.
    pub(super) fn owner(&self, id: &str) -> Owner {
        self.tags.get(id).map_or(Owner::Nobody, |tags| owner(tags, self.scope.site))
    }

    /// The address that one of ours names.
    pub(super) fn claim(&self, id: &str) -> Option<Address> {
        let tags = self.tags.get(id).filter(|tags| owner(tags, self.scope.site) == Owner::Ours)?;
        Some(Address::new(self.line.kind, tags.get(NAME_TAG).map_or(id, String::as_str)))
    }

    /// Those that name an address, by id.
    pub(super) fn claimants(&self, address: &Address) -> Vec<String> {
        let ids = self.listed.keys().filter(|id| self.claim(id).as_ref() == Some(address));
        ids.cloned().collect()
    }

    /// The tags of one that manifests decide.
    pub(super) fn declared_tags(&self, id: &str) -> Tags {
        self.tags.get(id).map(|tags| tags::declared(tags, self.scope.ignore_tags)).unwrap_or_default()
    }

    /// Ours by one tag, without the other, and in the place of a manifest by its name in AWS: like
    /// one that nobody owns.
    pub(super) fn lost_its_name(&self, id: &str) -> bool {
        let named = self.tags.get(id).is_some_and(|tags| tags.contains_key(NAME_TAG));
        !named && self.declared.iter().any(|declared| self.has_name_of(id, declared))
    }

    /// Whether one has the name in AWS that a manifest asks for.
    pub(super) fn has_name_of(&self, id: &str, declared: &Declared) -> bool {
        self.listed.get(id).is_some_and(|name| aws_name(declared) == Some(name))
    }

    /// Whether some stack's tag is on it.
    fn is_tagged(&self, id: &str) -> bool {
        self.tags.get(id).is_some_and(|tags| tags.contains_key(OWNER_TAG))
    }

    /// Whether what the tagging API says of one would change anything.
    fn surprises(&self, id: &str, name: &str) -> bool {
        let adopted = self.declared.iter().any(|declared| adopted(declared) == Some(id));
        match self.claim(id) {
            Some(address) => {
                let mut here = self.declared.iter().filter(|declared| declared.address == address);
                !here.any(|declared| self.is_expected(id, declared))
            }
            None if self.is_tagged(id) => adopted,
            None => adopted || self.declared.iter().any(|declared| aws_name(declared) == Some(name)),
        }
    }

    fn is_expected(&self, id: &str, declared: &Declared) -> bool {
        let wanted = declared.tree.get("tags");
        declared.presence == Presence::Wanted
            && self.claimants(&declared.address).len() == 1
            && wanted.is_some_and(|wanted| equal(wanted, &self.declared_tags(id).tree()))
    }

    /// Asks Systems Manager for the tags of some.
    async fn confirm(&mut self, reads: &Reads, which: impl Fn(&Self, &str, &str) -> bool) {
        let open = self.listed.iter().filter(|(id, _)| !self.confirmed.contains(*id));
        let ids: Vec<String> =
            open.filter(|(id, name)| which(self, id, name)).map(|(id, _)| id.clone()).collect();
        self.confirmed.extend(ids.iter().cloned());
        for (id, answer) in tags::singly(reads, self.line.ssm.clone(), ids).await {
            match answer {
                Ok(tags) => drop(self.tags.insert(id, tags)),
                Err(error) => drop(self.failed.insert(id, error)),
            }
        }
    }
}

/// The id that a manifest takes over, also where it is written as the ARN that ends with it.
pub(super) fn adopted(declared: &Declared) -> Option<&str> {
    let id = declared.adopt.id()?;
    Some(id.rsplit_once('/').map_or(id, |(_, id)| id))
}

/// The name in AWS that a manifest asks for.
fn aws_name(declared: &Declared) -> Option<&str> {
    declared.tree.get("name").and_then(Tree::as_text)
}
