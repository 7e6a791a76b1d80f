//! Which version is used where nobody names one.

use std::fmt;

use crate::node::Node;
use crate::shape::{Form, Misfit, Reader, Shape, TextForm};
use crate::tree::Tree;

/// A document's default version as a manifest says it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum DefaultVersion {
    /// The one that holds the manifest's content: it becomes the default as soon as it is there.
    Latest,
    /// The one of this number, whatever the manifest's content.
    Number(i64),
    /// The one of this name, whatever the manifest's content.
    Name(String),
}

const LATEST: &str = "latest";

impl DefaultVersion {
    /// Reads `latest`, a number or a name.
    pub fn of(text: &str) -> Self {
        match text.parse() {
            Ok(number) => Self::Number(number),
            Err(_) if text == LATEST => Self::Latest,
            Err(_) => Self::Name(text.to_owned()),
        }
    }
}

impl fmt::Display for DefaultVersion {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Latest => f.write_str(LATEST),
            Self::Number(number) => write!(f, "{number}"),
            Self::Name(name) => f.write_str(name),
        }
    }
}

impl Shape for DefaultVersion {
    fn read(node: &Node, reader: &mut Reader) -> Option<Self> {
        reader.known_text(node, "`latest`, a version's number or its name").map(Self::of)
    }

    fn tree(&self) -> Tree {
        Tree::text(self.to_string())
    }

    fn from_tree(tree: Option<&Tree>) -> Result<Self, Misfit> {
        String::from_tree(tree).map(|text| Self::of(&text))
    }

    fn form() -> Form {
        let pattern = Some("^[a-zA-Z0-9_.-]{1,128}$");
        Form::Text(TextForm { words: "`latest`, number or name of a version", pattern })
    }
}
