//! A parameter's value as state.

use std::fmt;

use crate::node::Node;
use crate::secret::Secret;
use crate::shape::{Form, Misfit, Reader, Shape};
use crate::tree::Tree;

/// A parameter's value.
#[derive(Clone)]
pub enum ParameterValue {
    /// A String's.
    Text(String),
    /// A StringList's, in order.
    List(Vec<String>),
    /// A value that is never shown: a SecureString's, or one that comes from a source.
    Secret(Secret),
    /// A value that somebody else sets; never compared.
    NotOurs,
}

impl fmt::Debug for ParameterValue {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.tree().fmt(f)
    }
}

impl Shape for ParameterValue {
    /// A text or a list, never a secret: a secret is not written in a manifest.
    fn read(node: &Node, reader: &mut Reader) -> Option<Self> {
        match &node.value {
            crate::Value::List(_) => reader.read(node).map(Self::List),
            crate::Value::Scalar(_) | crate::Value::Map(_) => String::read(node, reader).map(Self::Text),
        }
    }

    fn unwritten() -> Option<Self> {
        Some(Self::NotOurs)
    }

    fn tree(&self) -> Tree {
        match self {
            Self::Text(text) => Tree::text(text.as_str()),
            Self::List(items) => items.tree(),
            Self::Secret(secret) => secret.clone().into(),
            Self::NotOurs => Tree::Undeclared,
        }
    }

    fn from_tree(tree: Option<&Tree>) -> Result<Self, Misfit> {
        match tree {
            Some(Tree::Text(text)) => Ok(Self::Text(text.clone())),
            Some(Tree::List(_) | Tree::Set(_)) => Vec::from_tree(tree).map(Self::List),
            Some(Tree::Secret(secret)) => Ok(Self::Secret(Secret::clone(secret))),
            Some(Tree::Undeclared) | None => Ok(Self::NotOurs),
            Some(Tree::Bool(_) | Tree::Number(_) | Tree::Map(_)) => {
                Err(Misfit::new("a parameter's value", tree))
            }
        }
    }

    fn form() -> Form {
        let forms = vec![String::form(), Vec::<String>::form()];
        Form::Class(crate::shape::Class::NotOurs, Box::new(Form::Any(forms)))
    }
}
