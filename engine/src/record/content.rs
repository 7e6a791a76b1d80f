//! What a record says.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::memory::Memories;
use crate::address::Address;

/// Parts of applies that are remembered; older ones are forgotten.
const PARTS: usize = 16;

/// What a site remembers. It holds no secret in any form.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Record {
    /// The id of the stack that keeps it, where that has one.
    pub origin: Option<String>,
    /// What was applied last, whole.
    pub last: Option<Applied>,
    /// The commit that was applied whole before that.
    pub previous: Option<String>,
    /// What was applied since then and was not all of it, the newest first.
    pub parts: Vec<Part>,
    /// What is ours and can carry no tag.
    pub kept: Memories,
    /// What another build of trueup keeps here and this one does not know. It is written back as it is.
    pub(crate) rest: BTreeMap<String, Value>,
}

/// What git asked for when it was applied.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Applied {
    /// The commit of the manifests; `None` where they lay in none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub commit: Option<String>,
    /// The digest of what was desired: it tells whether a commit's manifests still ask for the same.
    pub digest: String,
}

/// An apply that did a part.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Part {
    /// What git asked for.
    #[serde(flatten)]
    pub applied: Applied,
    /// What of it was done.
    pub addresses: BTreeSet<Address>,
}

impl Record {
    /// What it says once all of something is applied.
    pub(crate) fn whole(&self, origin: Option<String>, applied: Applied, kept: Memories) -> Self {
        let before = self.last.as_ref().and_then(|last| last.commit.clone());
        let previous = before.filter(|before| Some(before) != applied.commit.as_ref());
        let previous = previous.or_else(|| self.previous.clone());
        Self { origin, last: Some(applied), previous, parts: Vec::new(), kept, rest: self.rest.clone() }
    }

    /// What it says once a part of something is applied: these addresses.
    pub(crate) fn part(&self, applied: &Applied, addresses: BTreeSet<Address>) -> Self {
        let mut parts = self.parts.clone();
        match parts.first_mut() {
            Some(newest) if newest.applied == *applied => newest.addresses.extend(addresses),
            Some(_) | None => parts.insert(0, Part { applied: applied.clone(), addresses }),
        }
        parts.truncate(PARTS);
        Self { parts, ..self.clone() }
    }
}
