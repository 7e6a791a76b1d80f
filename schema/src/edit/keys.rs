//! Keys of a map that come, change and go.

use super::place::{Page, Slot, is_here, key};
use super::render::{Around, flow, value};
use super::{Change, Unfit, Written};
use crate::node::{Entry, Node, Value};

impl Page<'_> {
    pub(super) fn keys(
        &mut self,
        slot: Slot<'_>,
        map: &Node,
        changes: &[(String, Change)],
    ) -> Result<(), Unfit> {
        if map.is_unwritten() {
            let whole = Change::Keys(changes.to_vec()).written().ok_or(Unfit::Form(map.head()))?;
            return self.put(slot, map, &whole);
        }
        let Value::Map(entries) = &map.value else { return Err(Unfit::Form(map.head())) };
        let own = self.own(map);
        let around = match (slot, self.is_flow(map)) {
            (Slot::Key(_, Around::Flow) | Slot::Item(Around::Flow), _) | (_, true) => Around::Flow,
            (_, false) => Around::Block,
        };
        let (mut come, mut go) = (Vec::new(), vec![false; own.len()]);
        for (name, change) in changes {
            match own.iter().position(|entry| entry.key.text == *name) {
                None if entries.iter().any(|entry| entry.key.text == *name) => {
                    let merged = entries.iter().find(|entry| entry.key.text == *name);
                    return Err(Unfit::Elsewhere(merged.map_or(map.head(), |entry| entry.key.span)));
                }
                None if *change == Change::Remove => {}
                None => come.push((name, change.written().ok_or(Unfit::Form(map.head()))?)),
                Some(at) if *change == Change::Remove => go[at] = true,
                Some(at) if !is_here(&own[at]) => return Err(Unfit::Elsewhere(own[at].value.head())),
                Some(at) => self.change(Slot::Key(&own[at], around), &own[at].value, change)?,
            }
        }
        if go.iter().all(|goes| *goes) && !own.is_empty() && own.len() == entries.len() {
            let whole = come.into_iter().map(|(name, written)| (name.clone(), written)).collect();
            return self.put(slot, map, &Written::Map(whole));
        }
        for at in (0..own.len()).filter(|at| go[*at]) {
            match around {
                Around::Flow => self.remove_flow(own, at, &go),
                Around::Block => self.remove_block(own, at)?,
            }
        }
        if come.is_empty() {
            return Ok(());
        }
        let last = (0..own.len()).rev().find(|at| !go[*at]);
        match around {
            Around::Flow => {
                let all: Vec<String> =
                    come.iter().map(|(name, written)| format!("{}: {}", key(name), flow(written))).collect();
                let (at, before) = match last {
                    Some(last) => (self.entry_end(&own[last]), ", "),
                    None => (map.span.start as usize + 1, ""),
                };
                self.splice(at..at, format!("{before}{}", all.join(", ")));
            }
            Around::Block => {
                let last = last.ok_or(Unfit::Form(map.head()))?;
                let column = self.column(own[0].key.span.start as usize)?;
                let at = self.line_end(self.entry_end(&own[last]));
                for (name, written) in come {
                    let written = value(&written, column, self.newline);
                    let line = format!("{}{}{}:{written}", self.newline, " ".repeat(column), key(name));
                    self.splice(at..at, line);
                }
            }
        }
        Ok(())
    }

    /// Takes an entry out of braces, with the comma to its next one, or to the one before.
    fn remove_flow(&mut self, own: &[Entry], at: usize, go: &[bool]) {
        let start = own[at].key.span.start as usize;
        match own.get(at + 1) {
            Some(next) => self.splice(start..next.key.span.start as usize, ""),
            None => {
                // Those before it that go have taken their commas up to here.
                let stays = (0..at).rev().find(|before| !go[*before]);
                let from = stays.map_or(start, |stays| self.entry_end(&own[stays]));
                let up_to = own
                    .get(stays.map_or(0, |stays| stays + 1))
                    .map_or(start, |next| next.key.span.start as usize);
                self.splice(from..up_to, "");
                let end = self.entry_end(&own[at]);
                self.splice(start..end, "");
            }
        }
    }

    /// Takes an entry's lines out, and the comment right above it, where that is not the document's.
    fn remove_block(&mut self, own: &[Entry], at: usize) -> Result<(), Unfit> {
        let entry = &own[at];
        let start = entry.key.span.start as usize;
        let line = self.line_start(start);
        let end = self.entry_end(entry);
        if !self.text[line..start].trim().is_empty() {
            // It stands behind a dash: the next one takes its place.
            let next = own.get(at + 1).ok_or(Unfit::Form(entry.key.span))?;
            self.splice(start..next.key.span.start as usize, "");
            return Ok(());
        }
        // What stands above the first key of a document may be the document's.
        let from = if at == 0 && start == line { line } else { self.comment_above(line, start - line) };
        self.remove_lines(from, end);
        Ok(())
    }

    /// The first line of the comment right above a line, of the same indentation; the line where there is none.
    pub(super) fn comment_above(&self, line: usize, column: usize) -> usize {
        let mut first = line;
        while first > 0 {
            let above = self.line_start(first - 1);
            let text = &self.text[above..first];
            let blank = text.len() - text.trim_start_matches(' ').len();
            if blank != column || !text[blank..].starts_with('#') {
                break;
            }
            first = above;
        }
        first
    }

    /// Takes lines out, from a line's beginning up to the end of the one of a byte.
    pub(super) fn remove_lines(&mut self, from: usize, last: usize) {
        let next = self.next_line(last);
        let ends = self.text[..next].ends_with('\n');
        if ends || from == 0 {
            self.splice(from..next, "");
        } else {
            // The file has no line break at its end, and gets none.
            let before = from - if self.text[..from].ends_with("\r\n") { 2 } else { 1 };
            self.splice(before..next, "");
        }
    }
}
