//! Whose each resource of a kind is.
//!
//! The tagging API tells in bulk and lags. Its word is taken where it is the expected one;
//! whatever it would change is confirmed by asking Systems Manager, and nothing is made while a
//! resource whose tags are not known might be the one that is missing.

use std::collections::{BTreeMap, BTreeSet};

use schema::Tree;
use schema::envelope::is_name;
use schema::shape::Shape;

use super::listed::Listed;
use crate::address::Address;
use crate::contract::{Declared, Heard, Owner, Presence, Scope};
use crate::kinds::tags::{self, Tags, owner};
use crate::ports::{ApiError, Reads};
use crate::site::{NAME_TAG, OWNER_TAG, REPLACED};
use crate::tree::equal;

/// Tags by id, and what could not be asked.
pub(in crate::kinds) struct Whose<'a, L> {
    pub(in crate::kinds) scope: &'a Scope<'a>,
    /// What is declared of the kind itself, and not of what hangs on it.
    declared: BTreeMap<&'a Address, &'a Declared>,
    meant: Meant<'a>,
    listed: BTreeMap<String, L>,
    /// The ids of each name in AWS.
    named: BTreeMap<String, Vec<String>>,
    tags: BTreeMap<String, Tags>,
    /// The ids that name an address, by the tags.
    claims: BTreeMap<Address, Vec<String>>,
    failed: BTreeMap<String, ApiError>,
    bulk: Bulk,
    /// What is ours by the tagging API and not listed, with the address that it names.
    unlisted: Vec<(String, Address)>,
    confirmed: BTreeSet<String>,
}

/// What the tagging API has said.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Bulk {
    /// Everything that it has heard of.
    Heard,
    /// Nothing: it was denied, or could not be reached.
    Denied,
}

impl<'a, L: Listed> Whose<'a, L> {
    /// Knows what is listed and declared, and no tags.
    pub(super) fn of(scope: &'a Scope<'a>, listed: Vec<L>) -> Self {
        let of_kind = scope.declared.iter().copied();
        let of_kind = of_kind.filter(|declared| declared.resource.name == L::LINE.kind);
        let listed: BTreeMap<String, L> = listed.into_iter().map(|one| (one.id().to_owned(), one)).collect();
        let mut named: BTreeMap<String, Vec<String>> = BTreeMap::new();
        for (id, one) in &listed {
            BTreeMap::entry(&mut named, one.name().to_owned()).or_default().push(id.clone());
        }
        Self {
            scope,
            meant: Meant::of(of_kind.clone()),
            declared: of_kind.map(|declared| (&declared.address, declared)).collect(),
            listed,
            named,
            tags: BTreeMap::new(),
            claims: BTreeMap::new(),
            failed: BTreeMap::new(),
            bulk: Bulk::Heard,
            unlisted: Vec::new(),
            confirmed: BTreeSet::new(),
        }
    }

    /// Asks for all that is listed.
    pub(super) async fn find(reads: &Reads, scope: &'a Scope<'a>, listed: Vec<L>) -> Self {
        let mut whose = Self::of(scope, listed);
        whose.know();
        if !whose.listed.is_empty() || whose.declared().next().is_some() {
            whose.hear(reads).await;
            whose.confirm(reads, Self::surprises).await;
            if scope.depth.is_everything() {
                whose.confirm(reads, |_, _| true).await;
            } else if whose.bulk == Bulk::Denied || whose.misses_one() {
                whose.confirm(reads, |whose, one| !whose.is_tagged(one.id())).await;
            }
        }
        whose
    }

    /// What is declared of the kind.
    pub(in crate::kinds) fn declared(&self) -> impl Iterator<Item = &'a Declared> {
        self.declared.values().copied()
    }

    /// The declared resource of an address.
    pub(in crate::kinds) fn declared_at(&self, address: &Address) -> Option<&'a Declared> {
        self.declared.get(address).copied()
    }

    /// What the list shows of one.
    pub(in crate::kinds) fn listed(&self, id: &str) -> Option<&L> {
        self.listed.get(id)
    }

    /// All that the list shows, by id.
    pub(super) fn all(&self) -> impl Iterator<Item = &L> {
        self.listed.values()
    }

    /// The ids of those that have the name in AWS which a manifest asks for.
    pub(super) fn of_name_of(&self, declared: &Declared) -> impl Iterator<Item = &str> {
        name_of(declared).and_then(|name| self.named.get(name)).into_iter().flatten().map(String::as_str)
    }

    /// Whether some manifest says that it had this name before.
    pub(super) fn is_renamed(&self, name: &str) -> bool {
        self.meant.renamed.contains(name)
    }

    /// The tags of one that manifests decide.
    pub(in crate::kinds) fn declared_tags(&self, id: &str) -> Tags {
        self.tags.get(id).map(|tags| tags::declared(tags, self.scope.ignore_tags)).unwrap_or_default()
    }

    /// The tags of one, where the tagging API alone has told them.
    pub(in crate::kinds) fn heard(&self, id: &str) -> Option<Heard> {
        let tags = self.tags.get(id).filter(|_| !self.confirmed.contains(id))?;
        Some(Heard { kind: L::LINE.ssm, tags: tags.clone() })
    }

    /// Who owns one, as far as it is known.
    pub(super) fn owner(&self, id: &str) -> Owner {
        self.tags.get(id).map_or(Owner::Nobody, |tags| owner(tags, self.scope.site))
    }

    /// Why the tags of one are not known.
    pub(super) fn failed(&self, id: &str) -> Option<&ApiError> {
        self.failed.get(id)
    }

    /// Those whose tags are not known, and why.
    pub(super) fn failures(&self) -> impl Iterator<Item = (&str, &ApiError)> {
        self.failed.iter().map(|(id, error)| (id.as_str(), error))
    }

    /// What is ours by the tagging API and not listed, with the address that it names: gone since, or left
    /// out of the list.
    pub(super) fn unlisted(&self) -> &[(String, Address)] {
        &self.unlisted
    }

    /// What the tagging API has said.
    pub(super) fn bulk(&self) -> Bulk {
        self.bulk
    }

    /// The address that one of ours names. A name that no manifest can have is none.
    pub(super) fn claim(&self, id: &str) -> Option<Address> {
        let tags = self.tags.get(id).filter(|tags| owner(tags, self.scope.site).is_us())?;
        let name = tags.get(NAME_TAG).filter(|name| is_name(name.strip_suffix(REPLACED).unwrap_or(name)))?;
        Some(Address::new(L::LINE.kind, name))
    }

    /// The ids that name an address, by address.
    pub(super) fn claims(&self) -> &BTreeMap<Address, Vec<String>> {
        &self.claims
    }

    /// Whether some manifest has none that names it.
    fn misses_one(&self) -> bool {
        self.declared().any(|declared| !self.claims.contains_key(&declared.address))
    }

    /// Whether some stack's tag is on it.
    fn is_tagged(&self, id: &str) -> bool {
        self.tags.get(id).is_some_and(|tags| tags.contains_key(OWNER_TAG))
    }

    /// Whether what the tagging API says of one would change anything.
    fn surprises(&self, one: &L) -> bool {
        let claim = self.claim(one.id());
        let by_another = || {
            let mut adopting = self.meant.adopted.get(one.id()).into_iter().flatten();
            adopting.any(|address| claim.as_ref() != Some(*address))
        };
        let wanted = || by_another() || self.declared().any(|declared| one.loses(declared).is_some());
        let here = claim.as_ref().and_then(|claim| self.declared_at(claim));
        if here.is_some_and(|declared| self.is_expected(one, declared)) {
            return by_another();
        }
        match self.owner(one.id()) {
            Owner::Ours | Owner::Former => true,
            Owner::Other(_) => wanted(),
            Owner::CloudFormation(_) | Owner::Nobody => self.meant.named.contains(one.name()) || wanted(),
        }
    }

    fn is_expected(&self, one: &L, declared: &Declared) -> bool {
        let wanted = declared.tree.get("tags");
        declared.presence == Presence::Wanted
            && one.is_expected(declared)
            && self.claims.get(&declared.address).is_some_and(|ids| ids.len() == 1)
            && wanted.is_some_and(|wanted| equal(wanted, &self.declared_tags(one.id()).tree()))
    }

    /// Takes what Systems Manager has told before.
    fn know(&mut self) {
        for id in self.listed.keys() {
            match self.scope.told.of(&L::LINE.ssm, id) {
                Some(Ok(tags)) => drop(self.tags.insert(id.clone(), tags.clone())),
                Some(Err(error)) => drop(self.failed.insert(id.clone(), error.clone())),
                None => continue,
            }
            self.confirmed.insert(id.clone());
        }
    }

    /// Asks the tagging API, in bulk.
    async fn hear(&mut self, reads: &Reads) {
        let Ok(heard) = tags::of_type(reads, L::LINE.tagging).await else {
            self.bulk = Bulk::Denied;
            return;
        };
        for (arn, tags) in heard {
            let id = bare(&arn);
            if self.confirmed.contains(id) {
                continue;
            }
            if self.listed.contains_key(id) {
                self.tags.insert(id.to_owned(), tags);
            } else if owner(&tags, self.scope.site).is_us() {
                let name = tags.get(NAME_TAG).map_or(id, String::as_str);
                self.unlisted.push((id.to_owned(), Address::new(L::LINE.kind, name)));
            }
        }
        self.index();
    }

    /// Asks Systems Manager for the tags of some.
    async fn confirm(&mut self, reads: &Reads, which: impl Fn(&Self, &L) -> bool) {
        let open = self.listed.values().filter(|one| !self.confirmed.contains(one.id()));
        let ids: Vec<String> = open.filter(|one| which(self, one)).map(|one| one.id().to_owned()).collect();
        self.confirmed.extend(ids.iter().cloned());
        let asked = ids.into_iter().map(|id| (id.clone(), self.tags.get(&id).cloned())).collect();
        for (id, answer) in tags::singly(reads, L::LINE.ssm, asked).await {
            match answer {
                Ok(tags) => drop(self.tags.insert(id, tags)),
                Err(error) => drop(self.failed.insert(id, error)),
            }
        }
        self.index();
    }

    fn index(&mut self) {
        let mut claims: BTreeMap<Address, Vec<String>> = BTreeMap::new();
        for id in self.listed.keys() {
            if let Some(claim) = self.claim(id) {
                claims.entry(claim).or_default().push(id.clone());
            }
        }
        self.claims = claims;
    }
}

/// What manifests may mean one by, beside its tags.
#[derive(Default)]
struct Meant<'a> {
    /// Names in AWS.
    named: BTreeSet<&'a str>,
    /// Ids that are taken over, and by whom.
    adopted: BTreeMap<&'a str, Vec<&'a Address>>,
    /// Names that manifests had before.
    renamed: BTreeSet<&'a str>,
}

impl<'a> Meant<'a> {
    fn of(declared: impl Iterator<Item = &'a Declared>) -> Self {
        let mut meant = Self::default();
        for one in declared {
            meant.named.extend(name_of(one));
            meant.renamed.extend(one.moved_from.as_deref());
            if let Some(id) = adopted(one) {
                meant.adopted.entry(id).or_default().push(&one.address);
            }
        }
        meant
    }
}

/// The name in AWS that a manifest asks for.
fn name_of(declared: &Declared) -> Option<&str> {
    declared.tree.get("name").and_then(Tree::as_text)
}

/// The id that a manifest takes over, also where it is written as the ARN that ends with it.
pub(super) fn adopted(declared: &Declared) -> Option<&str> {
    declared.adopt.id().map(bare)
}

fn bare(id: &str) -> &str {
    id.rsplit_once('/').map_or(id, |(_, id)| id)
}
