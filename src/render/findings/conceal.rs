//! Lines of a source as they may be shown: what is concealed is a word, never its length.

use schema::{Finding, Location, Source, SourceId, Sources, Span};

use crate::view::text::{columns, escape};

/// What stands where a text must not be shown.
const WORD: &str = "(secret)";

/// Every place that no output may print, whichever finding named it.
pub(super) struct Concealed(Vec<Span>);

/// One line as it may be shown.
pub(super) struct Shown {
    cells: Vec<Cell>,
    /// Columns of the whole line.
    pub(super) width: usize,
}

/// One character of the source, or a run of them that stands for one word.
struct Cell {
    text: String,
    /// First byte in the source.
    start: usize,
    /// One past the last.
    end: usize,
    /// First column.
    column: usize,
}

impl Concealed {
    pub(super) fn of(findings: &[Finding]) -> Self {
        Self(findings.iter().flat_map(|finding| &finding.conceal).copied().collect())
    }

    fn hides(&self, source: SourceId, byte: usize) -> bool {
        self.0
            .iter()
            .any(|span| span.source == source && (span.start as usize..span.end as usize).contains(&byte))
    }

    /// A place as people say it. What touches a concealed place ends where it begins: its end would
    /// tell the length.
    pub(super) fn locate(&self, sources: &Sources, span: Span) -> Location {
        let touches = |hidden: &&Span| {
            hidden.source == span.source && hidden.start <= span.end && span.start <= hidden.end
        };
        match self.0.iter().find(touches) {
            Some(_) => sources.locate(Span { end: span.start, ..span }),
            None => sources.locate(span),
        }
    }

    /// A line of a source, counted from 1.
    pub(super) fn line(&self, id: SourceId, source: &Source, number: u32) -> Shown {
        let (start, line) = line(&source.text, number);
        let mut cells: Vec<Cell> = Vec::new();
        let (mut column, mut hiding) = (0, false);
        for (at, c) in line.char_indices() {
            let (byte, after) = (start + at, start + at + c.len_utf8());
            let hidden = self.hides(id, byte);
            match cells.last_mut() {
                Some(last) if hidden && hiding => last.end = after,
                _ => {
                    let text = match (hidden, c) {
                        (true, _) => WORD.to_owned(),
                        (false, '\t') => "    ".to_owned(),
                        (false, c) => escape(c.encode_utf8(&mut [0; 4])),
                    };
                    let wide = columns(&text);
                    cells.push(Cell { text, start: byte, end: after, column });
                    column += wide;
                }
            }
            hiding = hidden;
        }
        Shown { cells, width: column }
    }
}

/// A line without its end, and its first byte. Lines past the end are empty.
fn line(text: &str, number: u32) -> (usize, &str) {
    let mut start = 0;
    for (at, line) in text.split('\n').enumerate() {
        if at + 1 == number as usize {
            return (start, line.strip_suffix('\r').unwrap_or(line));
        }
        start += line.len() + 1;
    }
    (text.len(), "")
}

impl Shown {
    /// The columns that a range of bytes takes, one at least.
    pub(super) fn range(&self, start: usize, end: usize) -> (usize, usize) {
        let from = self.cells.iter().find(|cell| cell.end > start).map_or(self.width, |cell| cell.column);
        let last = self.cells.iter().rev().find(|cell| cell.start < end);
        let to = last.map_or(from, |cell| cell.column + columns(&cell.text));
        (from, to.max(from + 1))
    }

    /// The whole line.
    pub(super) fn text(&self) -> String {
        self.cells.iter().map(|cell| cell.text.as_str()).collect()
    }

    /// The part of the line between two columns.
    pub(super) fn part(&self, from: usize, to: usize) -> String {
        let inside = |cell: &&Cell| cell.column >= from && cell.column + columns(&cell.text) <= to;
        self.cells.iter().filter(inside).map(|cell| cell.text.as_str()).collect()
    }
}
