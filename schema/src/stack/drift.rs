//! What differs and is to be left so for a time.

use std::fmt;

use jiff::civil::Date;
use jiff::tz::TimeZone;

use crate::finding::Finding;
use crate::node::Node;
use crate::shape::{Form, Misfit, Reader, Shape, TextForm, Timestamp};
use crate::source::{Span, Spanned};
use crate::stack::environment::text;
use crate::tree::Tree;

/// What `drift` does not count.
#[derive(Debug, Clone, Shape)]
pub struct WrittenDrift {
    /// Differences that `drift` tells apart and does not count, each with its reason and its end; what `plan` and `apply` do does not change.
    #[shape(default)]
    pub ignore: Vec<WrittenIgnore>,
}

/// One kind of difference that does not count.
#[derive(Debug, Clone, Shape)]
pub struct WrittenIgnore {
    /// The address that differs, or a pattern of addresses: `Parameter/webshop/features/*`.
    pub address: String,
    /// The place that differs, or a pattern of places, what lies in it included: `value`; everywhere where none is written, and only then what is missing or not ours as a whole.
    pub field: Option<String>,
    /// Why it is left so.
    pub reason: String,
    /// When it counts again: after a day, by UTC, or from a point in time on.
    pub until: Until,
}

/// A last day, by UTC, or a point in time.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Until {
    /// The last day.
    Day(Date),
    /// The first instant after it.
    Instant(jiff::Timestamp),
}

impl Until {
    fn parse(text: &str) -> Option<Self> {
        let day = || {
            let plain = text.len() == "2027-01-31".len();
            plain.then(|| text.parse().ok()).flatten().map(Self::Day)
        };
        day().or_else(|| Timestamp::parse(text).map(|at| Self::Instant(at.0)))
    }

    /// Whether it is over.
    pub fn is_over(self, now: jiff::Timestamp) -> bool {
        match self {
            Self::Day(day) => now.to_zoned(TimeZone::UTC).date() > day,
            Self::Instant(at) => now >= at,
        }
    }
}

impl fmt::Display for Until {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Day(day) => day.fmt(f),
            Self::Instant(at) => at.fmt(f),
        }
    }
}

impl Shape for Until {
    fn read(node: &Node, reader: &mut Reader) -> Option<Self> {
        let text = reader.known_text(node, "a day or a point in time")?;
        let until = Self::parse(text);
        if until.is_none() {
            reader.report(
                Finding::error("timestamp", node.span, "this is neither a day nor a point in time")
                    .help("write a day such as `2027-01-31`, or date, time and offset such as `2027-01-31T18:00:00Z`"),
            );
        }
        until
    }

    fn tree(&self) -> Tree {
        Tree::text(self.to_string())
    }

    fn from_tree(tree: Option<&Tree>) -> Result<Self, Misfit> {
        let text = String::from_tree(tree)?;
        Self::parse(&text).ok_or_else(|| Misfit::new("a day or a point in time", tree))
    }

    fn form() -> Form {
        const DAY: &str = r"^\d{4}-\d{2}-\d{2}([Tt ]\d{2}:\d{2}.*)?$";
        Form::Text(TextForm { words: "day or timestamp", pattern: Some(DAY) })
    }
}

/// Differences that do not count, their places kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Ignore {
    /// A pattern of addresses.
    pub address: Spanned<String>,
    /// A pattern of places; all where there is none.
    pub field: Option<Spanned<String>>,
    /// Why they are left so.
    pub reason: String,
    /// How long.
    pub until: Until,
    /// Where that is written.
    pub until_span: Span,
}

impl Ignore {
    /// Those of a stack's `drift`, as read and as placed.
    pub(super) fn placed(node: Option<&Node>, written: Option<&WrittenDrift>) -> Vec<Self> {
        let items = node.and_then(|node| node.get("ignore")).map(Node::items).unwrap_or_default();
        let written = written.map(|drift| drift.ignore.as_slice()).unwrap_or_default();
        let one = |(node, written): (&Node, &WrittenIgnore)| {
            Some(Self {
                address: text(node, "address")?,
                field: text(node, "field"),
                reason: written.reason.clone(),
                until: written.until,
                until_span: node.get("until")?.span,
            })
        };
        items.iter().zip(written).filter_map(one).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_day_holds_to_its_end_and_a_point_in_time_to_itself() {
        let at = |text: &str| text.parse::<jiff::Timestamp>().expect("a point in time");
        let over = |until: &str, now: &str| Until::parse(until).map(|until| until.is_over(at(now)));
        assert_eq!(over("2027-01-31", "2027-01-31T23:59:59Z"), Some(false));
        assert_eq!(over("2027-01-31", "2027-02-01T00:00:00Z"), Some(true));
        assert_eq!(over("2027-01-31T18:00:00+02:00", "2027-01-31T15:59:59Z"), Some(false));
        assert_eq!(over("2027-01-31T18:00:00+02:00", "2027-01-31T16:00:00Z"), Some(true));
        for none in ["", "tomorrow", "2027-02-30", "2027-01-31T18:00:00", "20270131"] {
            assert_eq!(Until::parse(none), None, "{none}");
        }
    }
}
