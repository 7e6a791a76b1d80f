//! The document that a task runs.

use crate::kinds::named::Named;
use crate::node::Node;
use crate::shape::{Form, Misfit, Reader, Shape};
use crate::tree::Tree;

/// A document's name or ARN for AWS. A bare name is that of a `Document` of this stack, and stays a
/// reference to it.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct DocumentName(pub String);

impl Shape for DocumentName {
    fn read(node: &Node, reader: &mut Reader) -> Option<Self> {
        Named::read(node, reader).map(|named| Self(named.text("Document", "name")))
    }

    fn stand_in() -> Option<Self> {
        String::stand_in().map(Self)
    }

    fn tree(&self) -> Tree {
        self.0.tree()
    }

    fn from_tree(tree: Option<&Tree>) -> Result<Self, Misfit> {
        String::from_tree(tree).map(Self)
    }

    fn form() -> Form {
        Named::form()
    }
}
