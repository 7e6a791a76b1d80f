//! How a manifest names a resource of another kind: bare, or as one that is not this stack's.

use crate::finding::Finding;
use crate::node::{Node, Value};
use crate::reference;
use crate::shape::{Form, Misfit, Reader, Shape};
use crate::tree::Tree;

/// The name of a resource of another kind.
///
/// A bare name is that of a manifest of this stack; an ARN and a name that only AWS can give are
/// what they say, and so is whatever stands under `external`.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Named {
    /// As it is written.
    Bare(String),
    /// A resource that this stack does not declare.
    External(String),
}

/// `{external: name}`.
#[derive(Debug, Clone, Shape)]
struct Outside {
    /// The name or ARN of a resource that this stack does not declare.
    external: String,
}

/// Beginnings of names that AWS keeps for its own documents and baselines, whatever their case.
const AWS: [&str; 3] = ["aws", "amazon", "amzn"];

impl Named {
    /// The text for a state: a reference's mark for a resource of this stack, else the name.
    pub fn text(&self, resource: &str, attribute: &str) -> String {
        match self {
            Self::Bare(name) if Self::is_here(name) => {
                reference::mark(&format!("{resource}/{name}"), attribute)
            }
            Self::Bare(name) | Self::External(name) => name.clone(),
        }
    }

    /// Names a manifest of this stack: bare where that is read as one, else by a reference.
    pub fn of_stack(resource: &str, name: &str, attribute: &str) -> Self {
        if Self::is_here(name) {
            return Self::Bare(name.to_owned());
        }
        Self::Bare(reference::mark(&format!("{resource}/{name}"), attribute))
    }

    /// Names what this stack does not declare.
    pub fn of_others(name: &str) -> Self {
        if Self::is_here(name) { Self::External(name.to_owned()) } else { Self::Bare(name.to_owned()) }
    }

    /// The name as it is written.
    pub fn written(&self) -> &str {
        match self {
            Self::Bare(name) | Self::External(name) => name,
        }
    }

    /// Whether a bare name says by itself that it is none of a manifest: an ARN, or a name of AWS's own.
    pub fn is_outside(name: &str) -> bool {
        !Self::is_here(name)
    }

    /// Whether a bare name is that of a manifest.
    fn is_here(name: &str) -> bool {
        let lower = name.to_ascii_lowercase();
        let of_aws = lower.starts_with("arn:") || AWS.iter().any(|prefix| lower.starts_with(prefix));
        !of_aws && !reference::holds(name)
    }
}

impl Shape for Named {
    fn read(node: &Node, reader: &mut Reader) -> Option<Self> {
        let named = match &node.value {
            Value::Map(_) => Outside::read(node, reader).map(|outside| Self::External(outside.external)),
            Value::Scalar(scalar) => Some(Self::Bare(scalar.text.clone())),
            Value::List(_) => {
                reader.wrong_type(node, "a name or `{external: name}`");
                None
            }
        };
        if named.as_ref().is_some_and(|named| named.written().is_empty()) {
            reader.report(Finding::error("missing-value", node.head(), "no name is written here"));
            return None;
        }
        named
    }

    /// One that is known only after an apply, which no check judges.
    fn stand_in() -> Option<Self> {
        String::stand_in().map(Self::External)
    }

    fn tree(&self) -> Tree {
        match self {
            Self::Bare(name) => name.tree(),
            Self::External(name) => Outside { external: name.clone() }.tree(),
        }
    }

    fn from_tree(tree: Option<&Tree>) -> Result<Self, Misfit> {
        match tree {
            Some(Tree::Map(_)) => Outside::from_tree(tree).map(|outside| Self::External(outside.external)),
            other => String::from_tree(other).map(Self::Bare),
        }
    }

    fn form() -> Form {
        Form::Any(vec![String::form(), Outside::form()])
    }
}
