//! One line of a source as it may be shown: what is concealed is a word, never its length.

use std::iter;
use std::ops::Range;

use crate::view::text::{columns, escape};

/// What stands where a text must not be shown.
pub(super) const WORD: &str = "(secret)";

/// What a tab is shown as.
const TAB: &str = "    ";

/// One line of a source as it may be shown.
pub(super) struct Shown(Vec<Cell>);

/// One character of the source, or a run of them that one word stands for.
pub(super) struct Cell {
    pub(super) text: String,
    /// The bytes of the source.
    bytes: Range<usize>,
}

impl Cell {
    fn columns(&self) -> usize {
        columns(&self.text)
    }
}

/// The cells of a part of a line that begins at a byte of its source. `hiding` knows the concealed
/// bytes that one lies among.
pub(super) fn cells(
    start: usize,
    line: &str,
    part: Range<usize>,
    hiding: impl Fn(usize) -> Option<Range<usize>>,
) -> impl Iterator<Item = Cell> {
    let mut at = part.start;
    iter::from_fn(move || {
        let rest = &line[at - start..];
        let c = rest.chars().next().filter(|_| at < part.end)?;
        let (text, end) = match (hiding(at), c) {
            (Some(hidden), _) => (WORD.to_owned(), start + line.ceil_char_boundary(hidden.end - start)),
            (None, '\t') => (TAB.to_owned(), at + 1),
            (None, '#') => (hash(rest), at + 1),
            (None, c) => (escape(c.encode_utf8(&mut [0; 4])), at + c.len_utf8()),
        };
        let bytes = at..end;
        at = end;
        Some(Cell { text, bytes })
    })
}

/// A `#` as it is shown: whether it is written out lies in what stands behind it.
fn hash(rest: &str) -> String {
    let Some(name) = rest.strip_prefix("##") else { return "#".to_owned() };
    let behind = name.trim_start_matches(|c: char| c.is_ascii_alphanumeric());
    let end = rest.len() - behind.len() + behind.chars().next().map_or(0, char::len_utf8);
    let escaped = escape(&rest[..end]);
    let written = escaped.find('}').filter(|_| escaped.starts_with("\\u{"));
    escaped[..written.map_or(1, |at| at + 1)].to_owned()
}

impl Shown {
    /// A part of a line, without its end, that begins at a byte of its source.
    pub(super) fn new(
        start: usize,
        line: &str,
        part: Range<usize>,
        hiding: impl Fn(usize) -> Option<Range<usize>>,
    ) -> Self {
        let mut cells: Vec<Cell> = cells(start, line, part, hiding).collect();
        // What lies outside of the part is pointed at by its ends.
        if let Some(first) = cells.first_mut() {
            first.bytes.start = start;
        }
        if let Some(last) = cells.last_mut() {
            last.bytes.end = start + line.len();
        }
        Self(cells)
    }

    /// The line cut to so many columns around a byte of the source; a mark stands for what is cut.
    pub(super) fn cut(self, focus: usize, room: usize, mark: &str) -> Self {
        let width: usize = self.0.iter().map(Cell::columns).sum();
        if width <= room {
            return self;
        }
        let before: usize = self.0.iter().take_while(|cell| cell.bytes.end <= focus).map(Cell::columns).sum();
        let from = if before < room * 2 / 3 { 0 } else { (before - room / 3).min(width - room) };
        let to = from + room;
        let from = if from > 0 { from + columns(mark) } else { 0 };
        let to = if to < width { to - columns(mark) } else { to };
        let mut column = 0;
        let mut cells: Vec<Cell> = Vec::new();
        let mut cutting = false;
        for cell in self.0 {
            let start = column;
            column += cell.columns();
            let out = start < from || column > to;
            match cells.last_mut() {
                Some(last) if out && cutting => last.bytes.end = cell.bytes.end,
                _ if out => cells.push(Cell { text: mark.to_owned(), ..cell }),
                _ => cells.push(cell),
            }
            cutting = out;
        }
        Self(cells)
    }

    /// The whole line.
    pub(super) fn text(&self) -> String {
        self.0.iter().map(|cell| cell.text.as_str()).collect()
    }

    /// Where in the shown text a byte of the source begins; the end of the line if it is past it.
    pub(super) fn start(&self, byte: usize) -> usize {
        self.0.iter().take_while(|cell| cell.bytes.end <= byte).map(|cell| cell.text.len()).sum()
    }

    /// Where in the shown text that ends which begins before a byte of the source.
    pub(super) fn end(&self, byte: usize) -> usize {
        self.0.iter().take_while(|cell| cell.bytes.start < byte).map(|cell| cell.text.len()).sum()
    }
}
