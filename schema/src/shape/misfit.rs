//! A tree that does not fit a type.

use crate::tree::Tree;

/// A tree that a type never made: a saved plan that was edited or comes from another version.
///
/// It names the place and what was expected, never the value.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("expected {expected} at `{}`, found {found}", self.place())]
pub struct Misfit {
    /// What the type is.
    pub expected: String,
    /// What the tree is instead.
    pub found: &'static str,
    /// Keys and positions from the outside in.
    pub path: Vec<String>,
}

impl Misfit {
    /// A misfit at the value itself.
    pub fn new(expected: impl Into<String>, tree: Option<&Tree>) -> Self {
        Self { expected: expected.into(), found: found(tree), path: Vec::new() }
    }

    /// A map that holds no field of a choice.
    pub fn none_of(names: &[&str]) -> Self {
        Self::new(format!("one of {}", names.join(", ")), None)
    }

    /// The same, seen from one level further out.
    pub fn under(mut self, step: impl Into<String>) -> Self {
        self.path.insert(0, step.into());
        self
    }

    fn place(&self) -> String {
        if self.path.is_empty() { ".".to_owned() } else { self.path.join(".") }
    }
}

fn found(tree: Option<&Tree>) -> &'static str {
    match tree {
        None => "nothing",
        Some(Tree::Undeclared) => "nothing declared",
        Some(Tree::Bool(_)) => "a truth value",
        Some(Tree::Number(_)) => "a number",
        Some(Tree::Text(_)) => "a text",
        Some(Tree::List(_)) => "a list",
        Some(Tree::Set(_)) => "a set",
        Some(Tree::Map(_)) => "a map",
        Some(Tree::Secret(_)) => "a secret",
    }
}
