//! Records of a list: which of them, as it was, is which as it will be, and what it is called.

use std::cmp::Reverse;
use std::collections::BTreeMap;

use schema::Tree;

use super::value::inline;

/// Fields that name a record among its like, the best first.
const NAMES: [&str; 4] = ["name", "key", "id", "type"];
/// As many pairs are weighed by likeness; more records than that are told apart by their names alone.
const WEIGHED: usize = 2_500;

/// A record as it was and as it will be, by their places.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Pair {
    pub(super) was: usize,
    pub(super) will: usize,
    /// What it is called: its name, or what it has that no other one has.
    pub(super) label: Option<String>,
}

/// Which of the records that go is which of those that come: by name, else by likeness, where at least half of
/// what they say is the same. `gone` and `come` are places among `there` and `wanted`.
pub(super) fn pairs(there: &[Tree], gone: &[usize], wanted: &[Tree], come: &[usize]) -> Vec<Pair> {
    let (old, new) = (records(there, gone.iter().copied()), records(wanted, come.iter().copied()));
    let weighs = old.len().saturating_mul(new.len()) <= WEIGHED;
    let mut likeness: Vec<(Likeness, usize, usize)> = Vec::new();
    for (a, was) in old.iter().enumerate() {
        for (b, will) in new.iter().enumerate() {
            likeness.extend(was.likeness(will, weighs).map(|likeness| (likeness, a, b)));
        }
    }
    likeness.sort_by(|one, other| other.0.cmp(&one.0).then((one.1, one.2).cmp(&(other.1, other.2))));
    let (mut free, mut open) = (vec![true; old.len()], vec![true; new.len()]);
    let mut pairs = Vec::new();
    for (_, a, b) in likeness {
        if free[a] && open[b] {
            (free[a], open[b]) = (false, false);
            let label = label(&old[a], &new[b], there, wanted);
            pairs.push(Pair { was: old[a].at, will: new[b].at, label });
        }
    }
    pairs.sort_by_key(|pair| pair.will);
    pairs
}

fn records(items: &[Tree], places: impl Iterator<Item = usize>) -> Vec<Record<'_>> {
    let maps = places.filter(|at| matches!(items[*at], Tree::Map(_)));
    maps.map(|at| Record::of(&items[at], at)).collect()
}

/// How much two records have in common, in parts of a thousand; a name says more than anything else.
type Likeness = (bool, usize);

struct Record<'a> {
    at: usize,
    name: Option<&'a str>,
    /// What it says, with the field that says it: how often.
    says: BTreeMap<(String, String), usize>,
}

impl<'a> Record<'a> {
    fn of(tree: &'a Tree, at: usize) -> Self {
        let mut says = BTreeMap::new();
        leaves("", tree, &mut says);
        Self { at, name: name(tree), says }
    }

    fn likeness(&self, other: &Self, weighs: bool) -> Option<Likeness> {
        if self.name.is_some() && self.name == other.name {
            return Some((true, 0));
        }
        if !weighs || (self.name.is_some() && other.name.is_some()) {
            return None;
        }
        let all = |record: &Self| record.says.values().sum::<usize>();
        let common = |(leaf, count): (&(String, String), &usize)| {
            other.says.get(leaf).map_or(0, |other| *count.min(other))
        };
        let common: usize = self.says.iter().map(common).sum();
        let share = 2_000 * common / (all(self) + all(other)).max(1);
        (share >= 500).then_some((false, share))
    }
}

/// What names a record.
fn name(tree: &Tree) -> Option<&str> {
    NAMES.iter().find_map(|field| tree.get(field)?.as_text())
}

fn leaves(place: &str, tree: &Tree, says: &mut BTreeMap<(String, String), usize>) {
    match tree {
        Tree::Undeclared => {}
        Tree::Map(map) => {
            map.iter().for_each(|(name, value)| leaves(&format!("{place}.{name}"), value, says))
        }
        Tree::List(items) | Tree::Set(items) => items.iter().for_each(|item| leaves(place, item, says)),
        Tree::Bool(_) | Tree::Number(_) | Tree::Text(_) | Tree::Secret(_) => {
            *says.entry((place.to_owned(), inline(tree))).or_default() += 1;
        }
    }
}

/// What a record is called: its name, else a text that both sides of it say and no other record does. What lies
/// deepest says most: what a rule filters by, and not its level.
fn label(was: &Record<'_>, will: &Record<'_>, there: &[Tree], wanted: &[Tree]) -> Option<String> {
    if let Some(name) = will.name {
        return Some(name.to_owned());
    }
    let others = |items: &[Tree], own: usize| (0..items.len()).filter(move |at| *at != own);
    let old = records(there, others(there, was.at));
    let new = records(wanted, others(wanted, will.at));
    let texts = will.says.keys().filter(|leaf| was.says.contains_key(*leaf) && is_word(&leaf.1));
    let alone =
        |leaf: &&(String, String)| old.iter().chain(&new).all(|other| !other.says.contains_key(*leaf));
    let depth = |(place, _): &&(String, String)| Reverse(place.matches('.').count());
    texts.filter(alone).min_by_key(depth).map(|(_, text)| text.clone())
}

/// Whether a value says by itself what it is of: `Security` does, `true` and `7` do not.
fn is_word(text: &str) -> bool {
    text.chars().count() <= 40 && text.chars().any(char::is_alphabetic) && !matches!(text, "true" | "false")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rule(class: &str, severity: &[&str], days: i64) -> Tree {
        let texts = |words: &[&str]| Tree::set(words.iter().map(|word| Tree::text(*word)));
        Tree::map([
            ("approveAfterDays", Tree::Number(days)),
            ("complianceLevel", Tree::text("CRITICAL")),
            ("filters", Tree::map([("CLASSIFICATION", texts(&[class])), ("SEVERITY", texts(severity))])),
        ])
    }

    fn told(there: &[Tree], wanted: &[Tree]) -> Vec<(usize, usize, String)> {
        let all = |items: &[Tree]| (0..items.len()).collect::<Vec<_>>();
        let pairs = pairs(there, &all(there), wanted, &all(wanted));
        pairs.into_iter().map(|pair| (pair.was, pair.will, pair.label.unwrap_or_default())).collect()
    }

    #[test]
    fn records_are_paired_by_what_they_have_in_common() {
        let there = [rule("Security", &["Critical"], 7), rule("Bugfix", &["Low"], 30)];
        let wanted = [rule("Bugfix", &["Low"], 14), rule("Security", &["Critical", "Important"], 7)];
        assert_eq!(told(&there, &wanted), [(1, 0, "Bugfix".to_owned()), (0, 1, "Security".to_owned())]);
    }

    #[test]
    fn records_that_have_little_in_common_are_none_of_each_other() {
        let wanted =
            Tree::map([("days", Tree::Number(1)), ("filters", Tree::map([("PRODUCT", Tree::text("x"))]))]);
        assert_eq!(told(&[rule("Security", &["Critical"], 7)], &[wanted]), []);
    }

    #[test]
    fn a_name_says_more_than_likeness_and_another_name_is_another_record() {
        let named =
            |name: &str, text: &str| Tree::map([("name", Tree::text(name)), ("text", Tree::text(text))]);
        let there = [named("a", "one"), named("b", "two")];
        assert_eq!(told(&there, &[named("b", "one")]), [(1, 0, "b".to_owned())]);
        assert_eq!(told(&there, &[named("c", "one")]), []);
    }

    #[test]
    fn what_is_alike_everywhere_is_no_name() {
        let there = [rule("Security", &["Critical"], 7), rule("Security", &["Critical"], 30)];
        let wanted = [rule("Security", &["Critical"], 8), rule("Security", &["Critical"], 31)];
        assert_eq!(told(&there, &wanted), [(0, 0, String::new()), (1, 1, String::new())]);
    }
}
