//! Associations of State Manager. AWS invents their ids, so tags say which manifest's one is.

mod body;
mod calls;
mod declare;
mod grants;
mod inventory;
mod names;
mod reads;
mod resource;
mod state;
mod targets;
pub(super) mod worded;
mod write;

use schema::Finding;

use crate::address::Address;
use crate::contract::{
    Asked, Declared, Inventory, Kind, Names, Resource, ResourceLine, Scope, Siblings, Stray, Unsaid, Written,
};
use crate::ports::Reads;

pub use schema::kinds::association::Association;

/// Manifests of one association each.
pub struct Associations;

impl Kind for Associations {
    const NAME: &'static str = "Association";
    const RESOURCES: &'static [&'static ResourceLine] = &[Association::LINE];
    const SCRIPTS: &'static [&'static str] = &["parameters"];

    fn declare(asked: &Asked<'_>) -> (Vec<Declared>, Vec<Finding>) {
        declare::declare(asked)
    }

    fn together(siblings: &Siblings<'_>) -> Vec<Finding> {
        siblings.twice(
            Self::NAME,
            |manifest| declare::of_one_node(siblings, manifest),
            |both| format!("an association of {both}"),
            "AWS keeps one association of a document on a node in this form; write `instances: [ID]`, which may be several",
        )
    }

    async fn observe(reads: &Reads, scope: &Scope<'_>) -> Inventory {
        inventory::observe(reads, scope).await
    }

    fn write(strays: &[Stray<'_>], names: &mut Names<'_>) -> Vec<Result<Written, Unsaid>> {
        write::write(strays, names)
    }
}

/// The address of the association of a manifest.
fn address(name: &str) -> Address {
    Address::new(Associations::NAME, name)
}
