//! Where the fields of a spec were written.

use crate::node::{Entry, Node, Style};
use crate::source::Span;

/// The value of a field, or else the field's key, or else the spec.
pub(crate) fn value(spec: &Node, field: &str) -> Span {
    spec.entry(field).map_or(spec.head(), span)
}

/// The key of a field, or else the spec.
pub(crate) fn key(spec: &Node, field: &str) -> Span {
    spec.entry(field).map_or(spec.head(), |entry| entry.key.span)
}

fn span(entry: &Entry) -> Span {
    if entry.value.is_unwritten() { entry.key.span } else { entry.value.head() }
}

/// A part of a scalar, in bytes of its text, where the scalar stands in the file as it reads.
pub(crate) fn within(node: &Node, part: schedule::Span) -> Span {
    let whole = node.span;
    let (Ok(start), Ok(end)) = (u32::try_from(part.start), u32::try_from(part.end)) else { return whole };
    let as_it_reads = node.scalar().is_some_and(|scalar| {
        scalar.style == Style::Plain && scalar.text.len() == (whole.end - whole.start) as usize
    });
    if as_it_reads && start < end {
        Span { start: whole.start + start, end: whole.start + end, ..whole }
    } else {
        whole
    }
}
