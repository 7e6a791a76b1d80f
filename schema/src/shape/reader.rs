//! Collects every mistake while values are read.

use std::cmp::Reverse;

use crate::finding::Finding;
use crate::node::{Node, Scalar, Value};
use crate::reference;
use crate::shape::Shape;
use crate::source::Span;

/// What reads values and keeps their findings.
pub struct Reader {
    findings: Vec<Finding>,
    unread: Vec<Span>,
    owner: Span,
}

/// The places of what could not be read: sorted, and none inside another.
pub(crate) struct Unread(Vec<Span>);

impl Unread {
    fn of(mut places: Vec<Span>) -> Self {
        places.sort_by_key(|place| (place.source, place.start, Reverse(place.end)));
        places.dedup_by(|inner, outer| outer.holds(*inner));
        Self(places)
    }

    /// Whether a finding has to do with one of them.
    pub fn meet(&self, finding: &Finding) -> bool {
        finding.labels.iter().any(|label| {
            let span = label.span;
            let next =
                self.0.partition_point(|place| (place.source, place.start) <= (span.source, span.start));
            next > 0 && self.0[next - 1].holds(span)
        })
    }
}

impl Reader {
    /// A reader; `owner` is where a missing field of the outermost value is reported.
    pub fn new(owner: Span) -> Self {
        Self { findings: Vec::new(), unread: Vec::new(), owner }
    }

    /// Keeps a finding.
    pub fn report(&mut self, finding: Finding) {
        self.findings.push(finding);
    }

    /// Everything that was found.
    pub fn into_findings(self) -> Vec<Finding> {
        self.findings
    }

    /// The same, and what could not be read.
    pub(crate) fn into_parts(self) -> (Vec<Finding>, Unread) {
        (self.findings, Unread::of(self.unread))
    }

    /// The key, or the head of the value, that is being read: where what is missing is reported.
    pub fn owner(&self) -> Span {
        self.owner
    }

    /// Reads a value at its own place; nothing written is a finding.
    pub fn read<T: Shape>(&mut self, node: &Node) -> Option<T> {
        self.read_under(node.head(), node)
    }

    /// Reads an item of a list. What cannot be read has something in its place, so that the others keep
    /// their numbers.
    pub fn read_item<T: Shape>(&mut self, node: &Node) -> Option<T> {
        self.read(node).or_else(T::stand_in)
    }

    /// Reads the value of a key.
    pub fn read_under<T: Shape>(&mut self, owner: Span, node: &Node) -> Option<T> {
        let value = self.read_written(owner, node);
        if value.is_none() {
            self.unread.extend([owner, node.span]);
        }
        value
    }

    fn read_written<T: Shape>(&mut self, owner: Span, node: &Node) -> Option<T> {
        if node.is_unwritten() {
            self.report(
                Finding::error("missing-value", owner, "nothing is written here")
                    .help("write a value, or take the key out"),
            );
            return None;
        }
        if let Some(word) = node.null() {
            self.report(
                Finding::error("missing-value", node.span, format!("`{word}` is nothing, and no value"))
                    .help(format!(
                        "write a value, or take the key out; for the word itself write `\"{word}\"`"
                    )),
            );
            return None;
        }
        let outer = std::mem::replace(&mut self.owner, owner);
        let value = T::read(node, self);
        self.owner = outer;
        value
    }

    /// The scalar of a node; a list or a map is a finding.
    pub fn scalar<'a>(&mut self, node: &'a Node, expected: &str) -> Option<&'a Scalar> {
        let found = node.scalar();
        if found.is_none() {
            self.wrong_type(node, expected);
        }
        found
    }

    /// The text of a scalar whose value must be known when manifests are read.
    pub fn known_text<'a>(&mut self, node: &'a Node, expected: &str) -> Option<&'a str> {
        let scalar = self.scalar(node, expected)?;
        if reference::holds(&scalar.text) {
            self.report(
                Finding::error("reference-not-allowed", node.span, "a reference cannot stand here")
                    .label(format!("{expected} is needed before anything is applied"))
                    .help("references may stand where a text is sent to AWS; use a variable, `${var.name}`, here"),
            );
            return None;
        }
        Some(&scalar.text)
    }

    /// Says that a value is of the wrong type. The value itself is not repeated: it may be secret.
    pub fn wrong_type(&mut self, node: &Node, expected: &str) {
        self.wrong_form(node, expected, None);
    }

    /// The same, with a way out.
    pub(crate) fn wrong_form(&mut self, node: &Node, expected: &str, help: Option<String>) {
        let found = match &node.value {
            Value::Scalar(_) => "a scalar",
            Value::List(_) => "a list",
            Value::Map(_) => "a map",
        };
        let message = format!("expected {expected}, found {found}");
        self.report(Finding { help, ..Finding::error("wrong-type", node.head(), message) });
    }
}
