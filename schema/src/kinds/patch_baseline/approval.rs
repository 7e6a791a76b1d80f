//! Approval rules: which patches, and from when on.

use crate::finding::Finding;
use crate::kinds::patch_baseline::{ComplianceLevel, Filters};
use crate::node::Node;
use crate::shape::{Form, Misfit, Reader, Shape, TextForm, Word, whole};
use crate::tree::Tree;

/// One approval rule.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Shape)]
pub struct ApprovalRule {
    /// Which patches it approves: all that pass every filter.
    pub filters: Filters,
    /// From when on.
    #[shape(inline)]
    pub approval: Option<Approval>,
    /// How bad it is when a patch that it approves is missing.
    #[shape(default = Word::Known(ComplianceLevel::Unspecified))]
    pub compliance_level: Word<ComplianceLevel>,
    /// Whether it approves updates that are not for security. Linux only.
    #[shape(default)]
    pub enable_non_security: bool,
}

/// From when on a rule approves.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Shape)]
pub enum Approval {
    /// Days from a patch's release to its approval, 0 to 360.
    #[shape(rename = "approveAfterDays")]
    AfterDays(Days),
    /// The day up to which released patches are approved, `2027-01-31`.
    #[shape(rename = "approveUntilDate")]
    UntilDate(Date),
}

/// Days that a rule waits.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Days(pub i64);

/// The most days that a rule can wait.
const LONGEST: i64 = 360;

impl Shape for Days {
    fn read(node: &Node, reader: &mut Reader) -> Option<Self> {
        whole(node, 0, LONGEST, reader).map(Self)
    }

    fn tree(&self) -> Tree {
        Tree::Number(self.0)
    }

    fn from_tree(tree: Option<&Tree>) -> Result<Self, Misfit> {
        i64::from_tree(tree).map(Self)
    }

    fn form() -> Form {
        Form::Integer { least: 0, most: LONGEST }
    }
}

/// A day as AWS writes it, `2027-01-31`.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Date(pub String);

impl Shape for Date {
    fn read(node: &Node, reader: &mut Reader) -> Option<Self> {
        let text = reader.known_text(node, "a day")?;
        // A civil date alone has ten characters; longer spellings hold a time or an offset.
        if text.len() == 10 && text.parse::<jiff::civil::Date>().is_ok() {
            return Some(Self(text.to_owned()));
        }
        reader.report(
            Finding::error("baseline-date", node.span, "this is not a day")
                .help("write year, month and day, such as `2027-01-31`"),
        );
        None
    }

    fn tree(&self) -> Tree {
        Tree::text(self.0.as_str())
    }

    fn from_tree(tree: Option<&Tree>) -> Result<Self, Misfit> {
        String::from_tree(tree).map(Self)
    }

    fn form() -> Form {
        Form::Text(TextForm { words: "day", pattern: Some(r"^\d{4}-\d{2}-\d{2}$") })
    }
}
