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

use aws_sdk_ssm::types::DocumentType;
use schema::kinds::files::WantedFile;
use schema::shape::Shape;
use schema::{Finding, Node, Tree};

use crate::address::Address;
use crate::contract::{Asked, Declared, Inventory, Kind, Resource, ResourceLine, Scope};
use crate::ports::Reads;

pub(super) use calls::calls;
pub(super) use inventory::observe;
pub use schema::kinds::document::Document;

/// Manifests of one document each.
pub struct Documents;

impl Kind for Documents {
    const NAME: &'static str = "Document";
    const RESOURCES: &'static [&'static ResourceLine] = &[Document::LINE];
    const SCRIPTS: &'static [&'static str] = &["content"];

    fn files(spec: &Node) -> Vec<WantedFile> {
        schema::kinds::document::files(spec)
    }

    fn declare(asked: &Asked<'_>) -> (Vec<Declared>, Vec<Finding>) {
        declare::declare(asked)
    }

    async fn observe(reads: &Reads, scope: &Scope<'_>) -> Inventory {
        inventory::observe(reads, scope, &FACE).await
    }
}

/// How a kind looks at documents: its own type of them, as its own states.
pub(super) struct Face {
    /// The resource's name in addresses.
    pub(super) kind: &'static str,
    /// The only type that it lists; every type where it says none.
    pub(super) only: Option<&'static str>,
    /// The types that it leaves to other kinds where it does not declare them.
    pub(super) leaves: fn(&DocumentType) -> bool,
    /// The document that a state is.
    pub(super) document: fn(&Tree) -> Document,
    /// The state of a document.
    pub(super) tree: fn(Document) -> Tree,
}

static FACE: Face = Face {
    kind: Document::NAME,
    only: None,
    leaves: |kind| *kind == DocumentType::ChangeCalendar,
    document: |tree| Document::from_tree(Some(tree)).expect("a state's tree reads back as that state"),
    tree: |document| document.tree(),
};

/// The address of the document of a manifest.
fn address(name: &str) -> Address {
    Address::new("Document", name)
}
