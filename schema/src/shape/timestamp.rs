//! Instants as people write them: `2027-12-31T23:59:59Z`.

use std::fmt;

use crate::finding::Finding;
use crate::node::Node;
use crate::shape::{Form, Misfit, Reader, Shape, TextForm};
use crate::tree::Tree;

/// An instant. It is written with its offset, so that it means one instant everywhere.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Timestamp(pub jiff::Timestamp);

impl Timestamp {
    /// Reads ISO 8601 with an offset or `Z`.
    pub fn parse(text: &str) -> Option<Self> {
        text.parse().ok().map(Self)
    }
}

impl fmt::Display for Timestamp {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl Shape for Timestamp {
    fn read(node: &Node, reader: &mut Reader) -> Option<Self> {
        let text = reader.known_text(node, "a point in time")?;
        let timestamp = Self::parse(text);
        if timestamp.is_none() {
            reader.report(
                Finding::error("timestamp", node.span, "this is not a point in time")
                    .help("write date, time and offset, such as `2027-12-31T23:59:59Z`"),
            );
        }
        timestamp
    }

    fn tree(&self) -> Tree {
        Tree::text(self.to_string())
    }

    fn from_tree(tree: Option<&Tree>) -> Result<Self, Misfit> {
        let text = String::from_tree(tree)?;
        Self::parse(&text).ok_or_else(|| Misfit::new("a point in time", tree))
    }

    fn form() -> Form {
        const WITH_OFFSET: &str = r"^\d{4}-\d{2}-\d{2}[Tt ]\d{2}:\d{2}.*$";
        Form::Text(TextForm { words: "timestamp", pattern: Some(WITH_OFFSET) })
    }
}
