//! A label as far as it can be shown: inside its source, and on few lines.

use schema::{Label, Sources, Span};

use super::conceal::Concealed;

/// A longer place is shown as its first line: the frame is to point, not to quote.
const MOST_LINES: u32 = 5;

/// Where a label is shown.
pub(super) struct Mark<'a> {
    pub(super) label: &'a Label,
    pub(super) rank: Rank,
    /// First byte in the source.
    pub(super) start: usize,
    /// One past the last byte.
    pub(super) end: usize,
    /// The line of the first byte, counted from 1.
    pub(super) first: u32,
    /// The line of the last byte.
    pub(super) last: u32,
}

/// Whether a label is the finding's own place or another that has to do with it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Rank {
    Own,
    Other,
}

impl<'a> Mark<'a> {
    pub(super) fn new(label: &'a Label, rank: Rank, sources: &Sources, concealed: &Concealed) -> Self {
        let source = sources.get(label.span.source);
        let (start, end) = inside(&source.text, label.span);
        let [first, last] = [start, end].map(|byte| source.line_at(byte as u32));
        // What is masked tells its length by its lines, too.
        if concealed.touches(label.span) || last - first >= MOST_LINES {
            let (begins, line) = source.line(first);
            let end = end.min(begins + line.len()).max(start);
            return Self { label, rank, start, end, first, last: first };
        }
        Self { label, rank, start, end, first, last }
    }
}

/// A range inside a text that ends on something to see. An empty place behind the last line break is
/// the end of the line before, where there is something to point at.
fn inside(text: &str, span: Span) -> (usize, usize) {
    let start = text.floor_char_boundary(span.start as usize);
    if start == text.len() {
        let end = text.trim_end_matches(['\n', '\r', ' ']).len();
        return (end, end);
    }
    let end = text.ceil_char_boundary((span.end as usize).max(start));
    (start, start + text[start..end].trim_end_matches(['\n', '\r', ' ']).len())
}
