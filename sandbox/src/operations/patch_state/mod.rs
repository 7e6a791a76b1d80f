//! What the last scans and installations of patches found on a loaded fleet.

mod group;
mod node;
mod patches;

use crate::handler::{Kind, read};

/// Patch states.
pub(super) const KIND: Kind = Kind {
    service: "ssm",
    entries: &[
        read("DescribeInstancePatchStates", node::states),
        read("DescribeInstancePatchStatesForPatchGroup", group::states),
        read("DescribeInstancePatches", patches::describe),
        read("DescribePatchGroupState", group::state),
    ],
    upkeep: &[],
};

/// The keys of the tag that puts a node into a group.
pub(crate) const GROUP_KEYS: [&str; 2] = ["Patch Group", "PatchGroup"];
