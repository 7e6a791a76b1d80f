//! Items of a list that come, change and go.

use super::place::{Page, Slot, range};
use super::render::{Around, flow, item};
use super::{Change, Item, Unfit, Written};
use crate::node::{Node, Value};

impl Page<'_> {
    pub(super) fn items(&mut self, slot: Slot<'_>, list: &Node, items: &[Item]) -> Result<(), Unfit> {
        let Value::List(nodes) = &list.value else { return Err(Unfit::Form(list.head())) };
        let stays = |at: usize| {
            items.iter().any(|item| match item {
                Item::Kept(kept) | Item::Changed(kept, _) => *kept == at,
                Item::New(_) => false,
            })
        };
        let goes: Vec<usize> = (0..nodes.len()).filter(|at| !stays(*at)).collect();
        if goes.len() == nodes.len() {
            let all = Change::Items(items.to_vec()).written().ok_or(Unfit::Form(list.head()))?;
            return self.put(slot, list, &all);
        }
        let around = match (slot, self.is_flow(list)) {
            (Slot::Key(_, Around::Flow) | Slot::Item(Around::Flow), _) | (_, true) => Around::Flow,
            (_, false) => Around::Block,
        };
        let grows = items.iter().any(|item| matches!(item, Item::New(_)));
        if goes.is_empty() && !grows {
            for item in items {
                if let Item::Changed(at, change) = item {
                    self.own_item(list, nodes, *at)?;
                    self.change(Slot::Item(around), &nodes[*at], change)?;
                }
            }
            return Ok(());
        }
        (0..nodes.len()).try_for_each(|at| self.own_item(list, nodes, at))?;
        match around {
            Around::Flow => self.brackets(list, nodes, items),
            Around::Block => self.dashes(nodes, items, &goes),
        }
    }

    /// What an alias brought has the place of its anchor, which lies before it: an item before it in the same list,
    /// a part of one, or somewhere above.
    fn own_item(&self, list: &Node, nodes: &[Node], at: usize) -> Result<(), Unfit> {
        let item = &nodes[at];
        let before = nodes[..at].iter().map(|node| self.end(node)).max().unwrap_or(list.span.start as usize);
        let here = item.span.start as usize >= before && item.span.end as usize <= self.end(list);
        if here { Ok(()) } else { Err(Unfit::Elsewhere(item.head())) }
    }

    /// Writes a list in brackets anew, from the items as they stand.
    fn brackets(&mut self, list: &Node, nodes: &[Node], items: &[Item]) -> Result<(), Unfit> {
        let whole = range(list);
        let (first, last) = (range(&nodes[0]), range(&nodes[nodes.len() - 1]));
        let between = nodes.windows(2).map(|pair| &self.text[range(&pair[0]).end..range(&pair[1]).start]);
        let ends = [&self.text[whole.start + 1..first.start], &self.text[last.end..whole.end - 1]];
        // An anchor, a tag or a comment among them has an owner.
        let plain = |text: &str| text.chars().all(|c| c.is_whitespace() || c == ',');
        if !between.clone().chain(ends).all(plain) {
            return Err(Unfit::Form(list.head()));
        }
        let comma = between.clone().next().unwrap_or(", ").to_owned();
        let mut all = Vec::new();
        for item in items {
            all.push(match item {
                Item::Kept(at) => self.text[range(&nodes[*at])].to_owned(),
                Item::New(written) => flow(written),
                Item::Changed(at, change) => {
                    let mut page = Page::of(self.text, list.span);
                    page.change(Slot::Item(Around::Flow), &nodes[*at], change)?;
                    page.finish(range(&nodes[*at])).ok_or(Unfit::Form(nodes[*at].head()))?
                }
            });
        }
        self.splice(first.start..last.end, all.join(&comma));
        Ok(())
    }

    /// Lines with a dash come and go.
    fn dashes(&mut self, nodes: &[Node], items: &[Item], goes: &[usize]) -> Result<(), Unfit> {
        let dashes: Vec<usize> = nodes.iter().map(|node| self.dash(node)).collect::<Result<_, _>>()?;
        let column = dashes[0] - self.line_start(dashes[0]);
        for at in goes {
            let line = self.line_start(dashes[*at]);
            self.remove_lines(self.comment_above(line, column), self.end(&nodes[*at]));
        }
        let mut before: Option<usize> = None;
        let mut early: Vec<&Written> = Vec::new();
        for item in items {
            match item {
                Item::Kept(at) | Item::Changed(at, _) => {
                    if let Item::Changed(_, change) = item {
                        self.change(Slot::Item(Around::Block), &nodes[*at], change)?;
                    }
                    for written in early.drain(..) {
                        let line = self.line_start(dashes[*at]);
                        let new = self::item(written, column, self.newline);
                        self.splice(line..line, format!("{new}{}", self.newline));
                    }
                    before = Some(*at);
                }
                Item::New(written) => match before {
                    None => early.push(written),
                    Some(at) => {
                        let end = self.line_end(self.end(&nodes[at]));
                        let new = self::item(written, column, self.newline);
                        self.splice(end..end, format!("{}{new}", self.newline));
                    }
                },
            }
        }
        Ok(())
    }

    /// Where an item's dash stands: alone at the beginning of its line.
    pub(super) fn dash(&self, item: &Node) -> Result<usize, Unfit> {
        let start = self.scalar(item).start;
        let line = self.line_start(start);
        let before = &self.text[line..start];
        let blank = before.len() - before.trim_start_matches(' ').len();
        let rest = before[blank..].strip_prefix('-').ok_or(Unfit::Form(item.head()))?;
        if rest.chars().all(|c| c == ' ') { Ok(line + blank) } else { Err(Unfit::Form(item.head())) }
    }
}
