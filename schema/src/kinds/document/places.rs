//! Where the fields of a document were written.

use crate::node::{Entry, Node};
use crate::source::Span;

/// The value of a field, or else the field's key, or else the spec.
pub(super) fn value(spec: &Node, field: &str) -> Span {
    spec.entry(field).map_or(spec.head(), span)
}

fn span(entry: &Entry) -> Span {
    if entry.value.is_unwritten() { entry.key.span } else { entry.value.head() }
}
