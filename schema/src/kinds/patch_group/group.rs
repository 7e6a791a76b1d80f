//! A patch group as it is written, and its state.

use std::collections::BTreeMap;

use crate::kinds::patch_group::{BaselineReference, Instances};
use crate::shape::Shape;

/// The spec of a `PatchGroup`.
#[derive(Debug, Clone, Shape)]
pub struct PatchGroupSpec {
    /// The group's name: the value that nodes carry in the tag `Patch Group` or `PatchGroup`; the manifest's own where none is written.
    pub name: Option<String>,
    /// The baselines that the group is patched by, one for each operating system.
    pub baselines: Vec<BaselineReference>,
    /// Which EC2 instances must carry the tag.
    pub instances: Option<Instances>,
}

/// A patch group's registrations, as far as a manifest decides them.
#[derive(Debug, Clone, PartialEq, Eq, Shape)]
pub struct PatchGroup {
    /// The group's name.
    pub name: String,
    /// For each operating system the baseline that is registered: its id, or the name of one of AWS's own.
    pub baselines: BTreeMap<String, String>,
    /// Which EC2 instances must carry the tag: what it finds are resources of their own.
    pub instances: Option<Instances>,
}
