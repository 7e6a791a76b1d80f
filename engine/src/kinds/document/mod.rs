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
pub(super) mod worded;
mod write;

use aws_sdk_ssm::types::DocumentType;
use schema::kinds::files::WantedFile;
use schema::shape::Shape;
use schema::{Finding, Node, Tree};

use crate::address::Address;
use crate::contract::{
    Asked, Declared, Inventory, Kind, Names, Resource, ResourceLine, Scope, Stray, Unsaid, Written,
};
use crate::ports::Reads;

pub(super) use calls::calls;
pub(super) use inventory::observe;
pub use schema::kinds::document::Document;
pub(super) use write::written_share;

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

    fn write(strays: &[Stray<'_>], names: &mut Names<'_>) -> Vec<Result<Written, Unsaid>> {
        write::write(strays, names)
    }
}

/// Which kind describes a document that nobody declares: AWS's facts decide, never who declares it.
const KINDS: &[(DocumentType, &str)] = &[(DocumentType::ChangeCalendar, "ChangeCalendar")];

/// The kind that describes documents of a type.
pub(super) fn kind_of(r#type: Option<&DocumentType>) -> &'static str {
    let own = KINDS.iter().find(|(own, _)| Some(own) == r#type);
    own.map_or(Document::NAME, |(_, kind)| kind)
}

/// How a kind looks at documents: its own type of them, as its own states.
pub(super) struct Face {
    /// The resource's name in addresses.
    pub(super) kind: &'static str,
    /// The only type that it lists; every type where it says none.
    pub(super) only: Option<&'static str>,
    /// The document that a state is.
    pub(super) document: fn(&Tree) -> Document,
    /// The state of a document.
    pub(super) tree: fn(Document) -> Tree,
}

static FACE: Face = Face {
    kind: Document::NAME,
    only: None,
    document: |tree| Document::from_tree(Some(tree)).expect("a state's tree reads back as that state"),
    tree: |document| document.tree(),
};

/// The address of the document of a manifest.
fn address(name: &str) -> Address {
    Address::new("Document", name)
}
