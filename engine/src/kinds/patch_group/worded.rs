//! A group as a file of another tool says it, one registration and one tag after the other → its state.

use std::collections::{BTreeMap, BTreeSet};

use schema::kinds::patch_group::{Instances, PatchGroup, TagKey};
use schema::kinds::values::ValueSet;
use schema::shape::Words;

/// EC2's filter by id.
const BY_ID: &str = "instance-id";

/// The state of a group, by the baseline of each operating system and the ids of the nodes that carry its tag.
pub(in crate::kinds) fn worded(
    name: &str,
    baselines: BTreeMap<String, String>,
    key: Option<&str>,
    nodes: BTreeSet<String>,
) -> PatchGroup {
    let instances = (!nodes.is_empty()).then(|| Instances {
        tag_key: key.and_then(TagKey::of).unwrap_or(TagKey::Spaced),
        filters: BTreeMap::from([(BY_ID.to_owned(), ValueSet(nodes))]),
    });
    PatchGroup { name: name.to_owned(), baselines, instances }
}
