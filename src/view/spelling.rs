//! Whether two texts that hold different values are spelled alike but for these: what is told by meaning must
//! not hide another order of keys, other blanks or another comment.

use std::collections::BTreeSet;
use std::ops::Range;

use schema::{Entry, Node, Span, Value};
use similar::{ChangeTag, TextDiff};

/// How two texts are spelled.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Spelling {
    /// Alike, but for the values that differ.
    Same,
    /// In another way somewhere else.
    Differs,
}

/// Compares the spelling of two texts, each with what it was read as.
pub(super) fn spelling((before, there): (&str, &Node), (after, wanted): (&str, &Node)) -> Spelling {
    let mut places = Places::default();
    places.compare((before, there), (after, wanted));
    let is_json = |text: &str| text.trim_start().starts_with(['{', '[']);
    let alike = match (is_json(before), is_json(after)) {
        (true, true) => places.holds_all(before, after) && same_gaps(before, after),
        (false, false) => places.holds_all(before, after) && !places.comments,
        _ => false,
    };
    if places.replaces_all(before, after) || alike { Spelling::Same } else { Spelling::Differs }
}

/// Where two texts differ in what they mean.
#[derive(Debug, Default)]
struct Places {
    old: Vec<Range<usize>>,
    new: Vec<Range<usize>>,
    /// Whether each of the one stands for the one beside it.
    paired: Option<bool>,
    /// Whether a line that differs has a comment.
    comments: bool,
}

fn range(span: Span) -> Range<usize> {
    span.start as usize..span.end as usize
}

fn whole(entry: &Entry) -> Range<usize> {
    range(entry.key.span).start..range(entry.value.span).end
}

/// Where a value ends.
fn end_of(node: Option<&Node>) -> Range<usize> {
    let end = node.map_or(0, |node| range(node.span).end);
    end.saturating_sub(1)..end
}

impl Places {
    /// Something stands on one side only, and there is where it would stand on the other one.
    fn lone(&mut self, old: Range<usize>, new: Range<usize>) {
        self.old.push(old);
        self.new.push(new);
        self.paired = Some(false);
    }

    fn compare(&mut self, (before, there): (&str, &Node), (after, wanted): (&str, &Node)) {
        match (&there.value, &wanted.value) {
            (Value::Map(old), Value::Map(new)) if old.is_empty() == new.is_empty() => {
                for entry in old {
                    match new.iter().find(|other| other.key.text == entry.key.text) {
                        Some(other) => self.compare((before, &entry.value), (after, &other.value)),
                        None => self.lone(whole(entry), end_of(new.last().map(|last| &last.value))),
                    }
                }
                for entry in new.iter().filter(|new| old.iter().all(|old| old.key.text != new.key.text)) {
                    self.lone(end_of(old.last().map(|last| &last.value)), whole(entry));
                }
            }
            (Value::List(old), Value::List(new)) if old.len() == new.len() => {
                old.iter().zip(new).for_each(|(old, new)| self.compare((before, old), (after, new)));
            }
            (Value::List(old), Value::List(new)) if !old.is_empty() && !new.is_empty() => {
                let same =
                    |(old, new): &(&Node, &Node)| before.get(range(old.span)) == after.get(range(new.span));
                let head = old.iter().zip(new).take_while(same).count();
                let tail = old[head..].iter().rev().zip(new[head..].iter().rev()).take_while(same).count();
                let beside = |nodes: &[Node]| end_of(nodes.get(head.saturating_sub(1)));
                for node in &old[head..old.len() - tail] {
                    self.lone(range(node.span), beside(new));
                }
                for node in &new[head..new.len() - tail] {
                    self.lone(beside(old), range(node.span));
                }
            }
            (Value::Scalar(old), Value::Scalar(new)) if old == new => {}
            _ => {
                self.old.push(range(there.span));
                self.new.push(range(wanted.span));
                self.paired.get_or_insert(true);
            }
        }
    }

    /// Whether the one text with the other's values in their places is the other.
    fn replaces_all(&self, before: &str, after: &str) -> bool {
        if self.paired != Some(true) {
            return false;
        }
        let mut pairs: Vec<_> = self.old.iter().cloned().zip(self.new.iter().cloned()).collect();
        pairs.sort_by_key(|(old, _)| old.start);
        let mut spliced = String::with_capacity(after.len());
        let mut at = 0;
        for (old, new) in pairs {
            let (Some(kept), Some(value)) = (before.get(at..old.start), after.get(new)) else { return false };
            spliced.push_str(kept);
            spliced.push_str(value);
            at = old.end;
        }
        spliced.push_str(before.get(at..).unwrap_or_default());
        spliced == after
    }

    /// Whether every line that differs holds something that means something else.
    fn holds_all(&mut self, before: &str, after: &str) -> bool {
        let (old, new) = (lines(before), lines(after));
        let kept = |line: &(Range<usize>, &str)| line.1.trim_end().trim_end_matches(',').to_owned();
        let (olds, news): (Vec<_>, Vec<_>) = (old.iter().map(kept).collect(), new.iter().map(kept).collect());
        let (olds, news): (Vec<&str>, Vec<&str>) =
            (olds.iter().map(String::as_str).collect(), news.iter().map(String::as_str).collect());
        let diff = TextDiff::from_slices(&olds, &news);
        let mut all = true;
        for change in diff.iter_all_changes() {
            let (line, places) = match (change.tag(), change.old_index(), change.new_index()) {
                (ChangeTag::Delete, Some(at), _) => (&old[at], &self.old),
                (ChangeTag::Insert, _, Some(at)) => (&new[at], &self.new),
                _ => continue,
            };
            self.comments |= line.1.contains('#');
            all &= places
                .iter()
                .any(|place| place.start < line.0.end && line.0.start < place.end.max(place.start + 1));
        }
        all
    }
}

fn lines(text: &str) -> Vec<(Range<usize>, &str)> {
    let mut start = 0;
    let all = text.split_inclusive('\n').map(|line| {
        start += line.len();
        (start - line.len()..start, line)
    });
    all.collect()
}

/// Whether both texts put the same blanks behind commas and behind colons, as far as both have them.
fn same_gaps(before: &str, after: &str) -> bool {
    let (old, new) = (gaps(before), gaps(after));
    [',', ':'].into_iter().all(|sign| {
        let of = |gaps: &BTreeSet<(char, String)>| {
            gaps.iter().filter(|gap| gap.0 == sign).cloned().collect::<BTreeSet<_>>()
        };
        let (old, new) = (of(&old), of(&new));
        old.is_empty() || new.is_empty() || old == new
    })
}

/// The blanks that stand behind commas and colons of a JSON text, each way once.
fn gaps(text: &str) -> BTreeSet<(char, String)> {
    let mut gaps = BTreeSet::new();
    let mut signs = text.chars().peekable();
    let mut inside = false;
    while let Some(sign) = signs.next() {
        match sign {
            '\\' if inside => drop(signs.next()),
            '"' => inside = !inside,
            ',' | ':' if !inside => {
                let mut blanks = String::new();
                while let Some(blank) = signs.next_if(|next| next.is_whitespace()) {
                    blanks.push(blank);
                }
                // How deep a line stands says nothing of how it is spelled.
                let end = blanks.find('\n').map_or(blanks.len(), |at| at + 1);
                gaps.insert((sign, blanks[..end].to_owned()));
            }
            _ => {}
        }
    }
    gaps
}
