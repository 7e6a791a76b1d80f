//! Where things stand in a text, and single values that change.

use std::ops::Range;

use super::render::{Around, Like, flow, lines, scalar, value};
use super::{Change, Splice, Unfit, Written};
use crate::node::{Entry, Node, Style, Value};
use crate::source::Span;

/// A text and its edits.
pub(super) struct Page<'a> {
    pub(super) text: &'a str,
    pub(super) newline: &'static str,
    pub(super) splices: Vec<Splice>,
    /// A place in it.
    whole: Span,
}

/// What holds a value.
#[derive(Clone, Copy)]
pub(super) enum Slot<'n> {
    Document,
    /// A key of a map.
    Key(&'n Entry, Around),
    /// An item of a list.
    Item(Around),
}

impl Slot<'_> {
    fn around(self) -> Around {
        match self {
            Self::Document => Around::Block,
            Self::Key(_, around) | Self::Item(around) => around,
        }
    }
}

impl<'a> Page<'a> {
    /// A text without edits, and the place of something in it.
    pub(super) fn of(text: &'a str, whole: Span) -> Self {
        let newline = if text.contains("\r\n") { "\r\n" } else { "\n" };
        Self { text, newline, splices: Vec::new(), whole }
    }

    /// A part of the text with its edits; `None` where two of them meet.
    pub(super) fn finish(mut self, part: Range<usize>) -> Option<String> {
        self.splices.sort_by_key(|splice| (splice.range.start, splice.range.end));
        let (mut made, mut at) = (String::new(), part.start);
        for Splice { range, text } in self.splices {
            made.push_str(self.text.get(at..range.start)?);
            made.push_str(&text);
            at = range.end;
        }
        made.push_str(self.text.get(at..part.end)?);
        Some(made)
    }

    pub(super) fn splice(&mut self, range: Range<usize>, text: impl Into<String>) {
        self.splices.push(Splice { range, text: text.into() });
    }

    pub(super) fn change(&mut self, slot: Slot<'_>, node: &Node, change: &Change) -> Result<(), Unfit> {
        match change {
            Change::Put(written) => self.put(slot, node, written),
            Change::Keys(changes) => self.keys(slot, node, changes),
            Change::Items(items) => self.items(slot, node, items),
            Change::Under { key, beside } => self.under(slot, node, key, beside),
            // What holds it takes it out.
            Change::Remove => Err(Unfit::Form(node.head())),
        }
    }

    /// Another value in the place of one.
    pub(super) fn put(&mut self, slot: Slot<'_>, node: &Node, written: &Written) -> Result<(), Unfit> {
        let around = slot.around();
        let range = self.scalar(node);
        if let (Value::Scalar(old), Written::Text(text) | Written::Word(text)) = (&node.value, written) {
            if node.is_unwritten() {
                let Slot::Key(entry, _) = slot else { return Err(Unfit::Form(node.head())) };
                let colon = self.colon(entry)?;
                self.splice(colon..colon, format!(" {}", scalar(text, Like::New, around, None)));
                return Ok(());
            }
            if let Some(block) = self.block(node, text).filter(|_| around == Around::Block) {
                let last = range.end == self.text.len() && text.ends_with('\n');
                self.splice(range, block + if last { self.newline } else { "" });
                return Ok(());
            }
            let like = match (written, old.style, self.text.as_bytes().get(range.start)) {
                (Written::Word(_), ..) | (_, Style::Plain, _) => Like::Plain,
                (_, Style::Quoted, Some(b'\'')) => Like::Single,
                (_, Style::Quoted, _) => Like::Double,
                (_, Style::Block, _) => Like::New,
            };
            let alone = self.text[range.end..self.line_end(range.end)].trim().is_empty();
            let block = match slot {
                Slot::Key(entry, Around::Block) if alone && old.style != Style::Quoted => {
                    Some(self.column(entry.key.span.start as usize)?)
                }
                Slot::Item(Around::Block) if alone && old.style != Style::Quoted => {
                    let dash = self.dash(node)?;
                    Some(dash - self.line_start(dash))
                }
                Slot::Key(..) | Slot::Item(_) | Slot::Document => None,
            };
            let new = scalar(text, like, around, block.map(|column| (column + 2, self.newline)));
            let last = range.end == self.text.len() && new.starts_with('|') && text.ends_with('\n');
            let new = if last { new + self.newline } else { new };
            self.splice(range, new);
            return Ok(());
        }
        let Slot::Key(entry, _) = slot else { return Err(Unfit::Form(node.head())) };
        let (colon, end) = (self.colon(entry)?, self.end(node));
        let start = if node.is_unwritten() { colon } else { range.start };
        let gap = self.text.get(colon..start).ok_or(Unfit::Form(node.head()))?;
        if !gap.trim().is_empty() {
            // An anchor, a tag or a comment.
            return Err(Unfit::Form(node.head()));
        }
        let new = match around {
            Around::Flow => format!(" {}", flow(written)),
            Around::Block => value(written, self.column(entry.key.span.start as usize)?, self.newline),
        };
        self.splice(colon..end.max(colon), new);
        Ok(())
    }

    /// A value under a key of a map in its place. What is written of it stays where it is, its comment too.
    fn under(
        &mut self,
        slot: Slot<'_>,
        node: &Node,
        key: &str,
        beside: &[(String, Written)],
    ) -> Result<(), Unfit> {
        let Slot::Key(entry, around) = slot else { return Err(Unfit::Form(node.head())) };
        if around == Around::Flow {
            let range = range(node);
            let others: Vec<String> =
                beside.iter().map(|(key, value)| format!("{}: {}", self::key(key), flow(value))).collect();
            let whole = format!("{{{key}: {}, {}}}", &self.text[range.clone()], others.join(", "));
            self.splice(range, whole);
            return Ok(());
        }
        let (colon, column) = (self.colon(entry)?, self.column(entry.key.span.start as usize)?);
        let block_list = matches!(node.value, Value::List(_)) && !self.is_flow(node);
        let block_text = node.scalar().is_some_and(|scalar| scalar.style == Style::Block);
        let inside = match block_list {
            true => self.column(node.span.start as usize)?.min(column + 2),
            false => column + 2,
        };
        if inside <= column {
            return Err(Unfit::Form(node.head()));
        }
        let mut new = String::new();
        for (key, written) in beside {
            let written = value(written, inside, self.newline);
            new.push_str(&format!("{}{}{}:{written}", self.newline, " ".repeat(inside), self::key(key)));
        }
        new.push_str(&format!("{}{}{key}:", self.newline, " ".repeat(inside)));
        self.splice(colon..colon, new);
        if block_text {
            // Its lines must stand further in than their key.
            let range = range(node);
            let breaks = self.text[range.clone()].match_indices('\n');
            let lines: Vec<usize> =
                [range.start].into_iter().chain(breaks.map(|(at, _)| range.start + at + 1)).collect();
            for line in lines.into_iter().filter(|line| !self.text[*line..].starts_with(['\n', '\r'])) {
                self.splice(line..line, "  ");
            }
        }
        Ok(())
    }

    /// A block with other lines, in its own indentation and with the comment of its header; `None` where it was none,
    /// or no block holds the text.
    fn block(&self, node: &Node, text: &str) -> Option<String> {
        node.scalar().filter(|scalar| scalar.style == Style::Block)?;
        let start = self.scalar(node).start;
        let header = &self.text[start..self.line_end(start)];
        let (marks, comment) = header.split_at(header.find(' ').unwrap_or(header.len()));
        let first = node.span.start as usize;
        let indent = &self.text[self.line_start(first)..first];
        // A number says how far in it stands, blanks at its beginning being its own.
        let known = marks.starts_with(['|', '>']) && !marks.contains(|c: char| c.is_ascii_digit());
        if !known || indent.is_empty() || indent.contains(|c| c != ' ') {
            return None;
        }
        lines(text, indent.len(), self.newline, marks.starts_with('>'))
            .map(|(mark, lines)| format!("{mark}{comment}{lines}"))
    }

    /// A scalar with the header of its block, which the tree's place begins behind; of others their place.
    pub(super) fn scalar(&self, node: &Node) -> Range<usize> {
        let content = range(node);
        if node.scalar().is_none_or(|scalar| scalar.style != Style::Block) {
            return content;
        }
        let before = self.text[..content.start].trim_end();
        let line = &before[self.line_start(before.len())..];
        let header = line.split(" #").next().unwrap_or(line);
        let start = header.rfind(['|', '>']).map(|at| before.len() - line.len() + at);
        start.unwrap_or(content.start)..content.end
    }

    /// Where a key's colon ends.
    pub(super) fn colon(&self, entry: &Entry) -> Result<usize, Unfit> {
        let key = entry.key.span.end as usize;
        let rest = self.text.get(key..).unwrap_or_default();
        let blank = rest.len() - rest.trim_start_matches(' ').len();
        let found = rest[blank..].starts_with(':');
        if found { Ok(key + blank + 1) } else { Err(Unfit::Form(entry.key.span)) }
    }

    /// The column of a byte before which only blanks and dashes stand on its line.
    pub(super) fn column(&self, at: usize) -> Result<usize, Unfit> {
        let before = &self.text[self.line_start(at)..at];
        if before.chars().all(|c| matches!(c, ' ' | '-')) {
            Ok(before.len())
        } else {
            // Something else stands before it, such as a tab or `?`.
            Err(Unfit::Form(Span { start: at as u32, end: at as u32, ..self.whole }))
        }
    }

    pub(super) fn line_start(&self, at: usize) -> usize {
        self.text[..at].rfind('\n').map_or(0, |newline| newline + 1)
    }

    /// Where a line's text ends.
    pub(super) fn line_end(&self, at: usize) -> usize {
        let end = self.text[at..].find('\n').map_or(self.text.len(), |newline| at + newline);
        if self.text[at..end].ends_with('\r') { end - 1 } else { end }
    }

    /// Where the next line begins.
    pub(super) fn next_line(&self, at: usize) -> usize {
        self.text[at..].find('\n').map_or(self.text.len(), |newline| at + newline + 1)
    }

    pub(super) fn is_flow(&self, node: &Node) -> bool {
        let first = self.text.as_bytes().get(node.span.start as usize);
        match node.value {
            Value::Map(_) => first == Some(&b'{'),
            Value::List(_) => first == Some(&b'['),
            Value::Scalar(_) => false,
        }
    }

    /// Where a value ends that stands in its own place.
    pub(super) fn end(&self, node: &Node) -> usize {
        let own = node.span.end as usize;
        if self.is_flow(node) {
            return own;
        }
        match &node.value {
            Value::Scalar(_) => own,
            Value::List(items) => {
                let here = items.iter().filter(|item| item.span.start >= node.span.start);
                here.map(|item| self.end(item)).max().unwrap_or(own)
            }
            Value::Map(_) => self.own(node).iter().map(|entry| self.entry_end(entry)).max().unwrap_or(own),
        }
    }

    /// The entries of a map that are written in it: those that `<<` took in come behind.
    pub(super) fn own<'n>(&self, map: &'n Node) -> &'n [Entry] {
        let entries = map.entries();
        let mut floor = map.span.start as usize;
        let own = entries.iter().take_while(|entry| {
            let here = entry.key.span.start as usize >= floor;
            if here {
                floor = self.entry_end(entry);
            }
            here
        });
        let count = own.count();
        &entries[..count]
    }

    pub(super) fn entry_end(&self, entry: &Entry) -> usize {
        let key = entry.key.span.end as usize;
        if is_here(entry) { self.end(&entry.value).max(key) } else { self.line_end(key) }
    }
}

/// Whether an entry's value stands behind its key, and not where an alias found it.
pub(super) fn is_here(entry: &Entry) -> bool {
    entry.value.is_unwritten() || entry.value.span.start >= entry.key.span.end
}

pub(super) fn range(node: &Node) -> Range<usize> {
    node.span.start as usize..node.span.end as usize
}

/// A key as it is written.
pub(super) fn key(key: &str) -> String {
    scalar(key, Like::New, Around::Flow, None)
}
