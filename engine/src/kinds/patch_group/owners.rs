//! Whose the baselines are that groups are registered with.

use std::collections::BTreeMap;

use aws_sdk_ssm::types::ResourceTypeForTagging;

use crate::contract::Owner;
use crate::kinds::tags::{self, Tags, owner};
use crate::ports::{ApiError, Reads};
use crate::site::{NAME_TAG, REPLACED, Site};

/// Tags of the account's own baselines, by id.
pub(super) struct Owners<'a> {
    site: &'a Site,
    tags: BTreeMap<String, Tags>,
    failed: BTreeMap<String, ApiError>,
}

impl<'a> Owners<'a> {
    /// Asks for the tags of baselines: in bulk, and one by one for those that are not known as
    /// ours, since the tagging API lags.
    pub(super) async fn find(reads: &Reads, site: &'a Site, ids: Vec<String>) -> Self {
        let mut owners = Self { site, tags: BTreeMap::new(), failed: BTreeMap::new() };
        if ids.is_empty() {
            return owners;
        }
        let arns = ids.iter().map(|id| site.ssm_arn(&format!("patchbaseline/{id}"))).collect();
        for (arn, tags) in tags::of_arns(reads, arns).await {
            if let Some((_, id)) = arn.rsplit_once('/') {
                owners.tags.insert(id.to_owned(), tags);
            }
        }
        let doubtful = ids.into_iter().filter(|id| !owners.of(id).is_us()).collect();
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
