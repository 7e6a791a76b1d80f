//! A value written in a manifest itself.

use std::fmt;

use crate::node::{Node, Value};
use crate::shape::{Form, Misfit, Reader, Shape};
use crate::tree::Tree;

/// A value as a manifest holds it. It may be a secret that should not be there, so nothing
/// prints it.
#[derive(Clone, PartialEq, Eq)]
pub enum WrittenValue {
    /// A scalar, as it was written.
    Text(String),
    /// A list of scalars.
    List(Vec<String>),
}

impl fmt::Debug for WrittenValue {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Text(_) => "(text)",
            Self::List(_) => "(list)",
        })
    }
}

impl Shape for WrittenValue {
    fn read(node: &Node, reader: &mut Reader) -> Option<Self> {
        match &node.value {
            Value::Scalar(scalar) => Some(Self::Text(scalar.text.clone())),
            Value::List(_) => Vec::read(node, reader).map(Self::List),
            Value::Map(_) => {
                reader.wrong_type(node, "a text or a list");
                None
            }
        }
    }

    fn tree(&self) -> Tree {
        match self {
            Self::Text(text) => text.tree(),
            Self::List(items) => items.tree(),
        }
    }

    fn from_tree(tree: Option<&Tree>) -> Result<Self, Misfit> {
        match tree {
            Some(Tree::List(_)) => Vec::from_tree(tree).map(Self::List),
            other => String::from_tree(other).map(Self::Text),
        }
    }

    fn form() -> Form {
        Form::Any(vec![String::form(), Vec::<String>::form()])
    }
}
