//! Whose registrations are, and the baselines that groups are registered with.

use std::collections::BTreeMap;

use aws_sdk_ssm::types::ResourceTypeForTagging;
use schema::kinds::patch_group::PatchGroup;

use super::inventory::Registration;
use crate::contract::{Owner, Resource};
use crate::kinds::tags::{self, Tags, owner};
use crate::ports::{ApiError, Reads};
use crate::record::Claims;
use crate::site::{NAME_TAG, REPLACED, Site};

/// Tags of the account's own baselines, by id, and what the records of other sites claim.
pub(super) struct Owners<'a> {
    site: &'a Site,
    claims: &'a Claims,
    tags: BTreeMap<String, Tags>,
    failed: BTreeMap<String, ApiError>,
}

impl<'a> Owners<'a> {
    /// Asks for the tags of baselines: in bulk, and one by one for those that are not known as
    /// ours, since the tagging API lags.
    pub(super) async fn find(reads: &Reads, site: &'a Site, claims: &'a Claims, ids: Vec<String>) -> Self {
        let mut owners = Self { site, claims, tags: BTreeMap::new(), failed: BTreeMap::new() };
        if ids.is_empty() {
            return owners;
        }
        let arns = ids.iter().map(|id| site.ssm_arn(&format!("patchbaseline/{id}"))).collect();
        for (arn, tags) in tags::of_arns(reads, arns).await {
            if let Some((_, id)) = arn.rsplit_once('/') {
                owners.tags.insert(id.to_owned(), tags);
            }
        }
        let doubtful = ids.into_iter().filter(|id| !owners.of(id).is_us());
        let doubtful: Vec<_> = doubtful.map(|id| (id.clone(), owners.tags.get(&id).cloned())).collect();
        for (id, answer) in tags::singly(reads, ResourceTypeForTagging::PatchBaseline, doubtful).await {
            match answer {
                Ok(tags) => drop(owners.tags.insert(id, tags)),
                Err(error) => drop(owners.failed.insert(id, error)),
            }
        }
        owners
    }

    /// Who owns a baseline.
    pub(super) fn of(&self, id: &str) -> Owner {
        self.tags.get(id).map_or(Owner::Nobody, |tags| owner(tags, self.site))
    }

    /// Whose a registration is that a manifest wants otherwise, or as it is: the site's whose record claims
    /// it; else the owner's of its baseline, unless our record knows it or that very baseline is wanted.
    pub(super) fn holder(&self, one: &Registration, ours: bool, wanted: &PatchGroup) -> Option<String> {
        let as_wanted = wanted.baselines.get(&one.system) == Some(&one.id);
        let of_baseline = || match self.of(&one.id) {
            Owner::Other(owner) if !ours && !as_wanted => Some(owner),
            _ => None,
        };
        self.claims(one).map(str::to_owned).or_else(of_baseline)
    }

    /// The other site whose record claims a registration.
    pub(super) fn claims(&self, one: &Registration) -> Option<&str> {
        self.claims.of_word(PatchGroup::NAME, &one.group, &one.system)
    }

    /// The manifest of ours that describes a baseline, or did before a replace.
    pub(super) fn manifest(&self, id: &str) -> Option<&str> {
        let tags = self.tags.get(id).filter(|tags| owner(tags, self.site).is_us())?;
        let name = tags.get(NAME_TAG)?;
        Some(name.strip_suffix(REPLACED).unwrap_or(name))
    }

    /// Why a baseline's tags are not known.
    pub(super) fn failed(&self, id: &str) -> Option<&ApiError> {
        self.failed.get(id)
    }
}
