//! The dates between which a window's schedule counts.

use crate::node::Node;
use crate::shape::{Form, Misfit, Reader, Shape, Timestamp};
use crate::tree::Tree;

/// An instant as AWS takes it, `2027-01-01T00:00:00Z`. What AWS holds may be none that is known here.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct WindowDate(String);

impl WindowDate {
    /// A date that AWS holds, in one spelling for all that mean the same.
    pub fn of(text: &str) -> Self {
        Self(schedule::instant::instant(text).map_or_else(|_| text.to_owned(), |at| at.to_string()))
    }

    /// The text for AWS.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The instant, where it is one.
    pub fn instant(&self) -> Option<jiff::Timestamp> {
        schedule::instant::instant(&self.0).ok()
    }
}

impl Shape for WindowDate {
    fn read(node: &Node, reader: &mut Reader) -> Option<Self> {
        Timestamp::read(node, reader).map(|timestamp| Self(timestamp.to_string()))
    }

    fn tree(&self) -> Tree {
        self.0.tree()
    }

    fn from_tree(tree: Option<&Tree>) -> Result<Self, Misfit> {
        String::from_tree(tree).map(Self)
    }

    fn form() -> Form {
        Timestamp::form()
    }
}
