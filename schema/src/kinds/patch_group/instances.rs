//! Which EC2 instances belong to a group, and the tag that says so on one of them.

use std::collections::{BTreeMap, BTreeSet};

use crate::kinds::values::ValueSet;
use crate::shape::Shape;

/// EC2 instances by what they are. Those that come and go by themselves are no change of git's.
#[derive(Debug, Clone, PartialEq, Eq, Shape)]
pub struct Instances {
    /// The tag's key; `PatchGroup` where the metadata of instances shows their tags, since keys hold no blanks there.
    #[shape(default = TagKey::Spaced)]
    pub tag_key: TagKey,
    /// EC2's filters, such as `tag:Environment` or `instance-state-name`, each with values of which one fits; all must fit. The state only says when the tag is put on.
    #[shape(rename = "where")]
    pub filters: BTreeMap<String, ValueSet>,
}

/// The key of the tag that puts a node into a group.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Shape)]
pub enum TagKey {
    /// With a blank.
    #[shape(word = "Patch Group")]
    Spaced,
    /// Without one.
    #[shape(word = "PatchGroup")]
    Joined,
}

/// The tag of one instance that puts it into a group.
#[derive(Debug, Clone, PartialEq, Eq, Shape)]
pub struct InstanceTag {
    /// The tag's key.
    pub key: TagKey,
    /// The group's name.
    pub value: String,
}

/// The filter that only says when a tag is put on.
pub const STATE_FILTER: &str = "instance-state-name";

/// The states of an instance that can be waited for.
pub const STATES: [&str; 4] = ["pending", "running", "stopping", "stopped"];

/// EC2's filters, beside those by tags, that choose instances by what does not change by itself.
pub const FILTERS: [&str; 12] = [
    "architecture",
    "availability-zone",
    "image-id",
    "instance-id",
    "instance-type",
    "metadata-options.instance-metadata-tags",
    "platform",
    "platform-details",
    "private-dns-name",
    "private-ip-address",
    "subnet-id",
    "vpc-id",
];

impl Instances {
    /// The states in which the tag is put on; all where none are written.
    pub fn states(&self) -> Option<&BTreeSet<String>> {
        self.filters.get(STATE_FILTER).map(|ValueSet(values)| values)
    }

    /// The filters that choose instances, the state apart.
    pub fn choice(&self) -> impl Iterator<Item = (&String, &BTreeSet<String>)> {
        let filters = self.filters.iter().map(|(name, ValueSet(values))| (name, values));
        filters.filter(|(name, _)| *name != STATE_FILTER)
    }
}
