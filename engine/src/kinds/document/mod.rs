//! Documents of Systems Manager.

mod body;
mod calls;
mod declare;
mod inventory;
mod reads;
mod resource;
mod share;
mod state;
mod waiting;

use schema::kinds::files::WantedFile;
use schema::{Finding, Node};

use super::kind::{Inventory, Kind, Scope};
use crate::address::Address;
use crate::ports::Reads;
use crate::resolve::{Asked, Declared};

pub use schema::kinds::document::Document;

/// Manifests of one document each.
pub struct Documents;

impl Kind for Documents {
    const NAME: &'static str = "Document";

    fn files(spec: &Node) -> Vec<WantedFile> {
        schema::kinds::document::files(spec)
    }

    fn declare(asked: &Asked<'_>) -> (Vec<Declared>, Vec<Finding>) {
        declare::declare(asked)
    }

    async fn observe(reads: &Reads, scope: &Scope<'_>) -> Inventory {
        inventory::observe(reads, scope).await
    }
}

/// The address of the document of a manifest.
fn address(name: &str) -> Address {
    Address::new("Document", name)
}
