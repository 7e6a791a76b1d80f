//! The texts that manifests are read from, and places in them.

mod lines;

use std::sync::Arc;

use lines::Lines;

/// One text: a manifest file as it was read.
#[derive(Debug, Clone)]
pub struct Source {
    /// The path as a person would type it, relative to the stack's folder.
    pub path: String,
    /// The whole text, UTF-8.
    pub text: Arc<str>,
    lines: Lines,
}

/// Names one [`Source`] of a [`Sources`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct SourceId(u32);

/// Every text of a run.
#[derive(Debug, Clone, Default)]
pub struct Sources {
    all: Vec<Source>,
    bytes: usize,
}

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
        let lines = Lines::of(&text);
        self.bytes += text.len();
        self.all.push(Source { path: path.into(), text, lines });
        SourceId(self.all.len() as u32 - 1)
    }

    /// The text that an id names.
    pub fn get(&self, id: SourceId) -> &Source {
        &self.all[id.0 as usize]
    }

    /// How many texts there are.
    pub fn count(&self) -> usize {
        self.all.len()
    }

    /// How many bytes they have together.
    pub fn bytes(&self) -> usize {
        self.bytes
    }

    /// Every source, in the order of its adding.
    pub fn iter(&self) -> impl Iterator<Item = (SourceId, &Source)> {
        self.all.iter().enumerate().map(|(at, source)| (SourceId(at as u32), source))
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
    /// The number of the line that a byte stands on, counted from 1.
    pub fn line_at(&self, byte: u32) -> u32 {
        self.lines.at(byte) as u32 + 1
    }

    /// A line without its end, and its first byte. Lines count from 1; one past the end is empty.
    pub fn line(&self, number: u32) -> (usize, &str) {
        let at = number.saturating_sub(1) as usize;
        let Some(start) = self.lines.start(at) else { return (self.text.len(), "") };
        let end = self.lines.start(at + 1).map_or(self.text.len(), |next| next - 1);
        let line = &self.text[start..end];
        (start, line.strip_suffix('\r').unwrap_or(line))
    }

    fn position(&self, byte: u32) -> (u32, u32) {
        let line = self.lines.at(byte);
        let start = self.lines.start(line).expect("a byte's line is there");
        let column = self.lines.characters(&self.text, start, byte as usize);
        (line as u32 + 1, column + 1)
    }
}

impl SourceId {
    /// Which of all sources it is.
    pub(crate) fn number(self) -> u32 {
        self.0
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_are_lines_and_characters() {
        let mut sources = Sources::default();
        let source = sources.add("a.yaml", "é: 1\r\n\nlast");
        let at = |start, end| sources.locate(Span { source, start, end });
        let told = |place: Location| (place.line, place.column, place.end_line, place.end_column);
        assert_eq!(told(at(4, 5)), (1, 4, 1, 5));
        assert_eq!(told(at(0, 8)), (1, 1, 3, 1));
        assert_eq!(told(at(12, 99)), (3, 5, 3, 5));
    }

    #[test]
    fn lines_have_no_end() {
        let mut sources = Sources::default();
        let source = sources.add("a.yaml", "é: 1\r\n\nlast");
        let source = sources.get(source);
        assert_eq!(
            [1, 2, 3, 4].map(|number| source.line(number)),
            [(0, "é: 1"), (7, ""), (8, "last"), (12, "")]
        );
        assert_eq!([0, 6, 7, 8, 99].map(|byte| source.line_at(byte)), [1, 1, 2, 3, 3]);
    }
}
