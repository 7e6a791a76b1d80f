//! What an apply may never do unasked.

use std::fmt;

use crate::finding::Finding;
use crate::node::Node;
use crate::shape::{Form, Misfit, Reader, Shape, TextForm};
use crate::source::Spanned;
use crate::tree::Tree;

/// How much an apply may do at a site.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Limit {
    /// So many.
    Count(u32),
    /// So many of a hundred that there are.
    Percentage(u32),
}

impl Default for Limit {
    fn default() -> Self {
        Self::Count(10)
    }
}

impl Limit {
    /// How many it allows where there are so many; parts are rounded down.
    pub fn allowed(self, owned: usize) -> usize {
        match self {
            Self::Count(count) => count as usize,
            Self::Percentage(percentage) => owned.saturating_mul(percentage as usize) / 100,
        }
    }

    fn parse(text: &str) -> Option<Self> {
        let digits = |text: &str| {
            let plain = !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
            plain.then(|| text.parse::<u32>().ok()).flatten()
        };
        match text.strip_suffix('%') {
            Some(share) => digits(share.trim_end()).filter(|share| *share <= 100).map(Self::Percentage),
            None => digits(text).map(Self::Count),
        }
    }
}

impl fmt::Display for Limit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Count(count) => write!(f, "{count}"),
            Self::Percentage(percentage) => write!(f, "{percentage}%"),
        }
    }
}

impl Shape for Limit {
    fn read(node: &Node, reader: &mut Reader) -> Option<Self> {
        let found = Self::parse(reader.known_text(node, "a count or a percentage")?);
        if found.is_none() {
            let message = "this is neither a count nor a percentage";
            reader.report(
                Finding::error("stack-guardrail", node.span, message)
                    .help("write `5`, or `20%` of what there is"),
            );
        }
        found
    }

    fn tree(&self) -> Tree {
        Tree::text(self.to_string())
    }

    fn from_tree(tree: Option<&Tree>) -> Result<Self, Misfit> {
        let text = String::from_tree(tree)?;
        Self::parse(&text).ok_or_else(|| Misfit::new("a count or a percentage", tree))
    }

    fn form() -> Form {
        Form::Text(TextForm { words: "count or percentage", pattern: Some("^[0-9]+ *%?$") })
    }
}

/// The guardrails of a site: the stack's and its environment's together.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Guardrails {
    /// How much one apply may delete; a replace counts, children that go with their parent do not.
    pub max_deletes: Limit,
    /// On how many nodes something may begin to run at once; a percentage is one of the fleet.
    pub max_nodes: Option<Limit>,
    /// Patterns of addresses that are never deleted or replaced.
    pub protect: Vec<Spanned<String>>,
}
