//! Patch groups: registrations of baselines, and the EC2 instances that belong to them.
//!
//! A registration can carry no tag, so what is declared is managed, and what was declared as long as
//! the record remembers it. An instance is never ours: what is, is the tag that puts it into a group,
//! where our own tags beside it say so.

mod calls;
mod declare;
#[cfg(feature = "ec2")]
mod instance;
mod inventory;
mod owners;
mod remembered;
mod resource;
#[cfg(feature = "ec2")]
mod selection;
pub(super) mod worded;
mod write;

use schema::Finding;

use crate::contract::{
    Asked, Declared, Inventory, Kind, Names, Resource, ResourceLine, Scope, Siblings, Stray, Unsaid, Written,
};
use crate::ports::Reads;

pub use schema::kinds::patch_group::{InstanceTag, PatchGroup};

/// Patch groups.
pub struct PatchGroups;

impl Kind for PatchGroups {
    const NAME: &'static str = "PatchGroup";
    const RESOURCES: &'static [&'static ResourceLine] = &[
        PatchGroup::LINE,
        #[cfg(feature = "ec2")]
        InstanceTag::LINE,
    ];

    fn declare(asked: &Asked<'_>) -> (Vec<Declared>, Vec<Finding>) {
        declare::declare(asked)
    }

    fn together(siblings: &Siblings<'_>) -> Vec<Finding> {
        declare::declared_twice(siblings)
    }

    async fn observe(reads: &Reads, scope: &Scope<'_>) -> Inventory {
        inventory::observe(reads, scope).await
    }

    fn write(strays: &[Stray<'_>], names: &mut Names<'_>) -> Vec<Result<Written, Unsaid>> {
        write::write(strays, names)
    }
}
