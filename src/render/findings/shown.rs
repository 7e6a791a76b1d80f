//! One line of a source as it may be shown: what is concealed is a word, never its length.

use std::ops::Range;

use crate::view::text::{columns, escape};

/// What stands where a text must not be shown.
const WORD: &str = "(secret)";

/// What a tab is shown as.
const TAB: &str = "    ";

/// One line of a source as it may be shown.
pub(super) struct Shown(Vec<Cell>);

/// One character of the source, or a run of them that one word stands for.
struct Cell {
    text: String,
    /// The bytes of the source.
    bytes: Range<usize>,
}

impl Cell {
    fn columns(&self) -> usize {
        columns(&self.text)
    }
}

/// The first character of an escaped text, written out or not.
fn one(escaped: &str) -> String {
    let end = if escaped.starts_with("\\u{") { escaped.find('}').map(|at| at + 1) } else { None };
    let first = escaped.chars().next().map_or(0, char::len_utf8);
    escaped[..end.unwrap_or(first)].to_owned()
}

impl Shown {
    /// A line, without its end, that begins at a byte of its source.
    pub(super) fn new(start: usize, line: &str, hides: impl Fn(usize) -> bool) -> Self {
        let mut cells: Vec<Cell> = Vec::new();
        let mut hiding = false;
        for (at, c) in line.char_indices() {
            let bytes = start + at..start + at + c.len_utf8();
            let hidden = hides(bytes.start);
            match cells.last_mut() {
                Some(last) if hidden && hiding => last.bytes.end = bytes.end,
                _ => {
                    let text = match (hidden, c) {
                        (true, _) => WORD.to_owned(),
                        (false, '\t') => TAB.to_owned(),
                        // What is to be written out may lie in what stands around it.
                        (false, '#') => one(&escape(&line[at..])),
                        (false, c) => escape(c.encode_utf8(&mut [0; 4])),
                    };
                    cells.push(Cell { text, bytes });
                }
            }
            hiding = hidden;
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
