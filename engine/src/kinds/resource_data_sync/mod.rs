//! Resource data syncs. A sync can carry no tag: the record tells which are ours.
//!
//! AWS knows a sync by its type and its name, and has names for each type apart.

mod body;
mod calls;
mod declare;
mod inventory;
mod place;
mod resource;
mod state;
pub(super) mod worded;
mod write;

use schema::Finding;

use crate::contract::{
    Asked, Declared, Inventory, Kind, Names, Resource, ResourceLine, Scope, Siblings, Stray, Unsaid, Written,
};
use crate::ports::Reads;

pub use schema::kinds::resource_data_sync::ResourceDataSync;

/// Resource data syncs.
pub struct ResourceDataSyncs;

impl Kind for ResourceDataSyncs {
    const NAME: &'static str = "ResourceDataSync";
    const RESOURCES: &'static [&'static ResourceLine] = &[ResourceDataSync::LINE];

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
