//! Patch baselines. AWS invents their ids, so tags say which manifest's one is.

mod calls;
mod declare;
mod default;
mod inventory;
mod reads;
mod resource;
mod state;
pub(super) mod worded;
mod write;

use schema::Finding;

use crate::address::Address;
use crate::contract::{
    Asked, Declared, Inventory, Kind, Names, Resource, ResourceLine, Scope, Siblings, Stray, Unsaid, Written,
};
use crate::ports::Reads;

pub(super) use declare::system;
pub(super) use default::predefined;
pub use schema::kinds::patch_baseline::PatchBaseline;

/// Patch baselines.
pub struct PatchBaselines;

impl Kind for PatchBaselines {
    const NAME: &'static str = "PatchBaseline";
    const RESOURCES: &'static [&'static ResourceLine] = &[PatchBaseline::LINE];

    fn declare(asked: &Asked<'_>) -> (Vec<Declared>, Vec<Finding>) {
        declare::declare(asked)
    }

    fn together(siblings: &Siblings<'_>) -> Vec<Finding> {
        declare::second_defaults(siblings)
    }

    async fn observe(reads: &Reads, scope: &Scope<'_>) -> Inventory {
        inventory::observe(reads, scope).await
    }

    fn write(strays: &[Stray<'_>], names: &mut Names<'_>) -> Vec<Result<Written, Unsaid>> {
        write::write(strays, names)
    }
}

/// The address of the baseline that a manifest of this name describes.
fn address(name: &str) -> Address {
    Address::new(PatchBaselines::NAME, name)
}
