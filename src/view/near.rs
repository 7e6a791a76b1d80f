//! Two long texts around their difference: what they have in common at both ends is a number.

use std::cmp::Reverse;
use std::collections::BTreeSet;

/// Texts that have no more characters than this are shown whole.
const LONG: usize = 160;
/// Characters of what is common that stand beside a difference.
const BESIDE: usize = 24;

/// Two texts that differ, as they are shown beside each other: the same at every width, and never cut where
/// they differ.
pub(super) fn near(before: &str, after: &str) -> (String, String) {
    let (old, new): (Vec<char>, Vec<char>) = (before.chars().collect(), after.chars().collect());
    if old.len() <= LONG && new.len() <= LONG {
        return (before.to_owned(), after.to_owned());
    }
    let (start, end) = common(&old, &new);
    (around(&old, start, end), around(&new, start, end))
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

fn around(text: &[char], start: usize, end: usize) -> String {
    let (lead, middle) = text.split_at(start);
    let (middle, trail) = middle.split_at(middle.len() - end);
    let part = |characters: &[char]| characters.iter().collect::<String>();
    let lead = match lead.len().checked_sub(BESIDE + 1) {
        Some(_) => number(lead.len() - BESIDE) + &part(&lead[lead.len() - BESIDE..]),
        None => part(lead),
    };
    let trail = match trail.len().checked_sub(BESIDE + 1) {
        Some(_) => part(&trail[..BESIDE]) + &number(trail.len() - BESIDE),
        None => part(trail),
    };
    format!("{lead}{}{trail}", part(middle))
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
