//! Two long texts around their differences: what they have in common beside and between these is a number.

use std::cmp::Reverse;
use std::collections::{BTreeSet, HashMap};
use std::ops::Range;

/// Texts that have no more characters than this are shown whole.
const LONG: usize = 160;
/// Characters of what is common that stand beside a difference.
const BESIDE: usize = 24;
/// Characters that two texts have in common between two differences, at least, where they are a number.
const BETWEEN: usize = 80;

/// Two texts that differ, as they are shown beside each other: the same at every width, and never cut where
/// they differ.
pub(super) fn near(before: &str, after: &str) -> (String, String) {
    let (old, new): (Vec<char>, Vec<char>) = (before.chars().collect(), after.chars().collect());
    if old.len() <= LONG && new.len() <= LONG {
        return (before.to_owned(), after.to_owned());
    }
    let alike = alike(&old, &new);
    let side = |text: &[char], at: fn(&Alike) -> usize| {
        let runs: Vec<Range<usize>> = alike.iter().map(|run| at(run)..at(run) + run.length).collect();
        around(text, &runs)
    };
    (side(&old, |run| run.old), side(&new, |run| run.new))
}

/// What two texts have in common: where it begins in either, and how many characters it has.
struct Alike {
    old: usize,
    new: usize,
    length: usize,
}

/// What two texts have in common at both ends, and the long runs between, in order.
fn alike(old: &[char], new: &[char]) -> Vec<Alike> {
    let (start, end) = common(old, new);
    let (old_end, new_end) = (old.len() - end, new.len() - end);
    let mut places: HashMap<&[char], Vec<usize>> = HashMap::new();
    for (at, run) in old[start..old_end].windows(BETWEEN).enumerate() {
        places.entry(run).or_default().push(start + at);
    }
    let mut alike = vec![Alike { old: 0, new: 0, length: start }];
    let (mut from, mut at) = (start, start);
    while at + BETWEEN <= new_end {
        let known = places.get(&new[at..at + BETWEEN]);
        let Some(place) = known.and_then(|places| places.get(places.partition_point(|place| *place < from)))
        else {
            at += 1;
            continue;
        };
        let both = old[*place..old_end].iter().zip(&new[at..new_end]);
        let length = both.take_while(|(a, b)| a == b).count();
        alike.push(Alike { old: *place, new: at, length });
        (from, at) = (place + length, at + length);
    }
    alike.push(Alike { old: old_end, new: new_end, length: end });
    alike
}

/// For each of some texts the place of the one among others that it shares most with, at least half of it, none
/// twice; `None` also for what is short enough to be shown whole.
pub(super) fn likest(texts: &[&str], others: &[&str]) -> Vec<Option<usize>> {
    let characters = |texts: &[&str]| texts.iter().map(|text| text.chars().collect()).collect();
    let (texts, others): (Vec<Vec<char>>, Vec<Vec<char>>) = (characters(texts), characters(others));
    let mut taken = BTreeSet::new();
    let mut likest = |text: &Vec<char>| {
        let shares = |other: &Vec<char>| {
            let (start, end) = common(text, other);
            Some(start + end).filter(|both| text.len().max(other.len()) > LONG && 2 * both >= text.len())
        };
        let free = others.iter().enumerate().filter(|(at, _)| !taken.contains(at));
        let found = free.filter_map(|(at, other)| Some((shares(other)?, Reverse(at)))).max();
        found.map(|(_, Reverse(at))| at).inspect(|at| {
            taken.insert(*at);
        })
    };
    texts.iter().map(&mut likest).collect()
}

/// How many characters two texts have in common at either end.
fn common(old: &[char], new: &[char]) -> (usize, usize) {
    let start = old.iter().zip(new).take_while(|(a, b)| a == b).count();
    let end = old[start..].iter().rev().zip(new[start..].iter().rev()).take_while(|(a, b)| a == b).count();
    (start, end)
}

/// A text in which of each run that is alike what stands beside a difference is left: the first begins the text, and
/// the last ends it.
fn around(text: &[char], alike: &[Range<usize>]) -> String {
    let part = |characters: &[char]| characters.iter().collect::<String>();
    let (mut shown, mut from) = (String::new(), 0);
    for (at, run) in alike.iter().enumerate() {
        shown.push_str(&part(&text[from..run.start]));
        let before = if at == 0 { 0 } else { BESIDE.min(run.len()) };
        let behind = if at + 1 == alike.len() { 0 } else { BESIDE.min(run.len() - before) };
        let hidden = run.len() - before - behind;
        shown.push_str(&part(&text[run.start..run.start + before]));
        if hidden > 0 {
            shown.push_str(&number(hidden));
        }
        shown.push_str(&part(&text[run.end - behind..run.end]));
        from = run.end;
    }
    shown
}

fn number(alike: usize) -> String {
    format!("<{alike} characters alike>")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_difference_is_seen_wherever_it_stands() {
        let (a, b) = ("a".repeat(500), "b".repeat(400));
        for (before, after, shown) in [
            (
                format!("{a}1{b}"),
                format!("{a}2{b}"),
                "<476 characters alike>aaaaaaaaaaaaaaaaaaaaaaaa1bbbbbbbbbbbbbbbbbbbbbbbb<376 characters alike>",
            ),
            (format!("{a}1"), a.clone(), "<476 characters alike>aaaaaaaaaaaaaaaaaaaaaaaa1"),
            (format!("x{b}"), b.clone(), "xbbbbbbbbbbbbbbbbbbbbbbbb<376 characters alike>"),
            ("short".into(), "texts".into(), "short"),
        ] {
            let (old, new) = near(&before, &after);
            assert_eq!(old, shown);
            assert_ne!(old, new);
        }
        let (old, new) = near(&format!("{a} mid {a} end"), &format!("{a} MALICE {a} END"));
        let beside = "a".repeat(23);
        let shown = |one: &str, two: &str| {
            format!("<477 characters alike>{beside} {one} {beside}<454 characters alike>{beside} {two}")
        };
        assert_eq!((old, new), (shown("mid", "end"), shown("MALICE", "END")));
        let (old, new) = near(&"x".repeat(5_000), &"y".repeat(5_000));
        assert_eq!((old, new), ("x".repeat(5_000), "y".repeat(5_000)));
    }

    #[test]
    fn a_long_text_stands_beside_what_it_shares_most_with() {
        let (a, b) = ("a".repeat(500), "b".repeat(500));
        let (of, other) = (format!("{a}1"), format!("{b}1"));
        let texts = [of.as_str(), "short", &other, &of];
        let others = ["short", &format!("{b}2"), "x", &format!("{a}2")];
        assert_eq!(likest(&texts, &others), [Some(3), None, Some(1), None]);
    }
}
