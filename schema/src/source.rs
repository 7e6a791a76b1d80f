//! The texts that manifests are read from, and places in them.

use std::sync::Arc;

/// One text: a manifest file as it was read.
#[derive(Debug, Clone)]
pub struct Source {
    /// The path as a person would type it, relative to the stack's folder.
    pub path: String,
    /// The whole text, UTF-8.
    pub text: Arc<str>,
    lines: Vec<u32>,
}

/// Names one [`Source`] of a [`Sources`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct SourceId(u32);

/// Every text of a run.
#[derive(Debug, Clone, Default)]
pub struct Sources(Vec<Source>);

/// A place: a range of bytes in one source.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Span {
    /// The text that holds the range.
    pub source: SourceId,
    /// First byte.
    pub start: u32,
    /// One past the last byte.
    pub end: u32,
}

/// A place as people say it. Lines and columns count from 1, columns in characters.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Location {
    /// The source's path.
    pub path: String,
    /// First line.
    pub line: u32,
    /// First column.
    pub column: u32,
    /// Last line.
    pub end_line: u32,
    /// One past the last column.
    pub end_column: u32,
}

/// A value and where it was written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Spanned<T> {
    /// The value.
    pub value: T,
    /// Its place.
    pub span: Span,
}

impl Sources {
    /// Adds a text and names it.
    pub fn add(&mut self, path: impl Into<String>, text: impl Into<Arc<str>>) -> SourceId {
        let text = text.into();
        let lines = std::iter::once(0)
            .chain(text.bytes().enumerate().filter(|(_, byte)| *byte == b'\n').map(|(at, _)| at as u32 + 1))
            .collect();
        self.0.push(Source { path: path.into(), text, lines });
        SourceId(self.0.len() as u32 - 1)
    }

    /// The text that an id names.
    pub fn get(&self, id: SourceId) -> &Source {
        &self.0[id.0 as usize]
    }

    /// The source of a path, the last of several.
    pub fn find(&self, path: &str) -> Option<SourceId> {
        let at = self.0.iter().rposition(|source| source.path == path)?;
        Some(SourceId(at as u32))
    }

    /// Every source, in the order of its adding.
    pub fn iter(&self) -> impl Iterator<Item = (SourceId, &Source)> {
        self.0.iter().enumerate().map(|(at, source)| (SourceId(at as u32), source))
    }

    /// Turns a span into lines and columns.
    pub fn locate(&self, span: Span) -> Location {
        let source = self.get(span.source);
        let (line, column) = source.position(span.start);
        let (end_line, end_column) = source.position(span.end);
        Location { path: source.path.clone(), line, column, end_line, end_column }
    }

    /// The text that a span covers.
    pub fn text(&self, span: Span) -> &str {
        self.get(span.source).text.get(span.start as usize..span.end as usize).unwrap_or_default()
    }
}

impl Source {
    fn position(&self, byte: u32) -> (u32, u32) {
        let line = self.lines.partition_point(|start| *start <= byte) - 1;
        let start = self.lines[line] as usize;
        let end = (byte as usize).min(self.text.len());
        let column = self.text.get(start..end).map_or(0, |text| text.chars().count());
        (line as u32 + 1, column as u32 + 1)
    }
}

impl Span {
    /// An empty span before a source's first byte.
    pub fn start_of(source: SourceId) -> Span {
        Span { source, start: 0, end: 0 }
    }

    /// Whether another span lies wholly inside.
    pub fn holds(self, inner: Span) -> bool {
        self.source == inner.source && self.start <= inner.start && inner.end <= self.end
    }

    /// The smallest span that holds both. Both lie in one source.
    pub fn to(self, end: Span) -> Span {
        Span { source: self.source, start: self.start.min(end.start), end: self.end.max(end.end) }
    }
}
