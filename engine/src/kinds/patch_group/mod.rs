//! Patch groups: registrations of baselines. They can carry no tag, so what is declared is
//! managed, and what was declared as long as the record remembers it.

mod calls;
mod declare;
mod inventory;
mod owners;
mod remembered;
mod resource;

use schema::Finding;

use super::kind::{Inventory, Kind, Scope};
use crate::ports::Reads;
use crate::resolve::{Asked, Declared};

pub use schema::kinds::patch_group::PatchGroup;

/// Patch groups.
pub struct PatchGroups;

impl Kind for PatchGroups {
    const NAME: &'static str = "PatchGroup";

    fn declare(asked: &Asked<'_>) -> (Vec<Declared>, Vec<Finding>) {
        declare::declare(asked)
    }

    async fn observe(reads: &Reads, scope: &Scope<'_>) -> Inventory {
        inventory::observe(reads, scope).await
    }
}
