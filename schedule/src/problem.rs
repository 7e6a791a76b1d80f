//! What is wrong with a text, and where.

use std::ops::Range;

/// A place in a text, in bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Span {
    /// The first byte.
    pub start: usize,
    /// The byte after the last.
    pub end: usize,
}

impl Span {
    /// A place.
    pub fn new(start: usize, end: usize) -> Self {
        Self { start, end }
    }

    /// The same place as a range, to slice the text with.
    pub fn range(self) -> Range<usize> {
        self.start..self.end
    }
}

/// One mistake. `K` says what kind of mistake; whoever renders it owns the snippet.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Problem<K> {
    /// What is wrong.
    pub kind: K,
    /// Where.
    pub span: Span,
}

impl<K> Problem<K> {
    /// A mistake at a place.
    pub fn new(kind: K, span: Span) -> Self {
        Self { kind, span }
    }
}
