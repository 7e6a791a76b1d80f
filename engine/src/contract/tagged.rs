//! Who tells the tags of what is there: Systems Manager itself, or the tagging API, which lags.

use std::collections::BTreeMap;

use aws_sdk_ssm::types::ResourceTypeForTagging;

use crate::ports::ApiError;

/// A resource's tags, by key.
pub type Tags = BTreeMap<String, String>;

/// Tags by the word of the tagging API alone.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Heard {
    /// What Systems Manager calls the type.
    pub kind: ResourceTypeForTagging,
    /// The tags, which may be those of some minutes ago.
    pub tags: Tags,
}

/// What Systems Manager itself has told of tags: it goes before what was heard.
#[derive(Debug, Clone, Default)]
pub struct Told {
    tags: BTreeMap<(ResourceTypeForTagging, String), Tags>,
    failed: BTreeMap<(ResourceTypeForTagging, String), ApiError>,
}

impl Told {
    /// Adds an answer; `kind` and `id` are what was asked for.
    pub fn add(&mut self, kind: ResourceTypeForTagging, id: String, answer: Result<Tags, ApiError>) {
        match answer {
            Ok(tags) => drop(self.tags.insert((kind, id), tags)),
            Err(error) => drop(self.failed.insert((kind, id), error)),
        }
    }

    /// The answer for a resource, where it was asked for.
    pub fn of(&self, kind: &ResourceTypeForTagging, id: &str) -> Option<Result<&Tags, &ApiError>> {
        let key = (kind.clone(), id.to_owned());
        self.tags.get(&key).map(Ok).or_else(|| self.failed.get(&key).map(Err))
    }
}
