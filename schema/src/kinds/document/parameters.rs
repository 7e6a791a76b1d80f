//! What a document may be given: by what its content declares, or by what is known of AWS's own.

use std::collections::BTreeMap;

use super::amazon;
use super::content::{Meant, Parsed, meant};
use crate::node::{Node, Scalar};

/// What a document may be given.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Parameters {
    /// Whose document it is.
    pub(super) of: Of,
    /// By name.
    pub(super) all: BTreeMap<String, Parameter>,
}

/// Whose document it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Of {
    /// This stack's: all is known of it.
    Stack,
    /// AWS's, which may know more of it by now.
    Amazon,
}

/// What one parameter may be.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Parameter {
    /// What values are; nothing of it is judged where that is not known.
    pub sort: Sort,
    /// Whether a value must be given.
    pub needed: bool,
    /// The only values that it may have; any where there are none.
    pub allowed: Vec<String>,
}

/// What the values of a parameter are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Sort {
    Text,
    Integer,
    Boolean,
    /// A list, a map, or what only AWS can tell.
    Other,
}

impl Parameters {
    /// Those of a content, as it stands in a manifest or as its text; `None` where it cannot be read.
    pub fn of_content(content: &Node) -> Option<Self> {
        match content.scalar() {
            Some(scalar) => Self::of_text(&scalar.text),
            None => Some(Self::of_map(content)),
        }
    }

    /// Those of a content's text; `None` where it cannot be read.
    pub fn of_text(text: &str) -> Option<Self> {
        Parsed::of(text).ok().map(|Parsed { node }| Self::of_map(&node))
    }

    /// Those of a document that AWS owns; `None` where nothing is known of it.
    pub fn of_amazon(name: &str) -> Option<Self> {
        amazon::parameters(name).map(|all| Self { of: Of::Amazon, all })
    }

    fn of_map(content: &Node) -> Self {
        let declared = content.get("parameters").map(Node::entries).unwrap_or_default();
        let all = declared.iter().map(|entry| (entry.key.text.clone(), Parameter::of(&entry.value)));
        Self { of: Of::Stack, all: all.collect() }
    }
}

impl Parameter {
    fn of(declared: &Node) -> Self {
        let sort = match declared.get("type").and_then(Node::scalar).map(|scalar| scalar.text.as_str()) {
            Some("String") => Sort::Text,
            Some("Integer") => Sort::Integer,
            Some("Boolean") => Sort::Boolean,
            _ => Sort::Other,
        };
        let allowed = declared.get("allowedValues").map(Node::items).unwrap_or_default();
        let allowed: Vec<String> =
            allowed.iter().filter_map(|value| Some(value.scalar()?.text.clone())).collect();
        let unset = |scalar: &Scalar| matches!(meant(scalar), Meant::Null);
        let needed = declared.get("default").is_none_or(|node| node.scalar().is_some_and(unset));
        Self { sort, needed, allowed }
    }
}
