//! Did you mean: one measure of how like a word is to one that is known, for everybody who asks.

use std::collections::BTreeSet;
use std::sync::atomic::{AtomicUsize, Ordering};

/// Bytes of a word that is looked up, and of one that is offered: longer ones are no names, and to
/// compare two costs their product.
const LONGEST: usize = 256;
/// What looking words up in one vocabulary may cost in all, in products of lengths. That each of
/// 50,000 strangers is held against each of 50,000 names helps nobody.
const MOST: usize = 1 << 24;

/// The candidate that a mistyped word most likely was.
pub fn nearest<'a>(word: &str, candidates: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    best(word, candidates, |_| true)
}

/// The candidate that a word is but for a slip: letters that are wrong, missing, or in disorder. The
/// beginning of a candidate is not among them, nor a word that goes on behind one: this is for where
/// a word that is like no candidate means something else and is right.
pub fn mistyped<'a>(word: &str, candidates: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    best(word, candidates, |way| match way {
        Way::Slip => true,
        Way::Part => false,
    })
}

/// Whether a word looks like a candidate mistyped.
pub fn resembles(word: &str, candidate: &str) -> bool {
    nearest(word, [candidate]).is_some()
}

/// Words of which any may be meant, for many mistakes.
pub struct Vocabulary<'a> {
    words: BTreeSet<&'a str>,
    letters: usize,
    /// What may still be spent of [`MOST`].
    left: AtomicUsize,
}

impl<'a> Vocabulary<'a> {
    /// The names of one sort: a site's variables, a runbook's steps.
    pub fn new(words: impl IntoIterator<Item = &'a str>) -> Self {
        let words: BTreeSet<&str> = words.into_iter().collect();
        let letters = words.iter().map(|word| word.len()).sum();
        Self { words, letters, left: AtomicUsize::new(MOST) }
    }

    /// Whether a word is one of them.
    pub fn contains(&self, word: &str) -> bool {
        self.words.contains(word)
    }

    /// The name that a mistyped word most likely was, as [`nearest`] says; none any more once very many
    /// words were looked up among very many names.
    pub fn nearest(&self, word: &str) -> Option<&'a str> {
        let cost = self.letters.saturating_mul(word.len());
        let less = |left: usize| left.checked_sub(cost);
        self.left.fetch_update(Ordering::Relaxed, Ordering::Relaxed, less).ok()?;
        nearest(word, self.words.iter().copied())
    }
}

/// How a word is like a candidate.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Way {
    /// It is the candidate but for a slip, or case and dividers.
    Slip,
    /// One of them begins with the other.
    Part,
}

fn best<'a>(
    word: &str,
    candidates: impl IntoIterator<Item = &'a str>,
    counts: impl Fn(Way) -> bool,
) -> Option<&'a str> {
    if word.len() > LONGEST || word.is_empty() {
        return None;
    }
    let word = plain(word);
    let names = candidates.into_iter().filter(|candidate| candidate.len() <= LONGEST);
    let scored = names.filter_map(|candidate| {
        let (way, score) = likeness(&word, &plain(candidate))?;
        counts(way).then_some((score, candidate))
    });
    scored.max_by(|(one, _), (other, _)| one.total_cmp(other)).map(|(_, candidate)| candidate)
}

/// How two plain words are alike, and how much, 1 at most.
fn likeness(word: &str, candidate: &str) -> Option<(Way, f64)> {
    if word == candidate {
        return Some((Way::Slip, 1.0));
    }
    let most = 1 + candidate.len() / 4;
    // No fewer letters are wrong than there are too many or too few.
    let near = word.chars().count().abs_diff(candidate.chars().count()) <= most;
    let part = word.len() >= 4 && (candidate.starts_with(word) || word.starts_with(candidate));
    if !near && !part {
        return None;
    }
    count();
    let score = strsim::jaro_winkler(word, candidate);
    let slip = near && {
        let distance = strsim::damerau_levenshtein(word, candidate);
        distance == 1 && candidate.len() >= 3 || distance <= most && score > 0.8
    };
    if slip { Some((Way::Slip, score)) } else { part.then_some((Way::Part, score)) }
}

/// Case and dividers aside: `key_id`, `Key-Id` and `keyId` are one.
pub(super) fn plain(word: &str) -> String {
    word.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}

#[cfg(test)]
std::thread_local! {
    /// How many words were compared on this thread.
    pub(crate) static COMPARED: std::cell::Cell<usize> = const { std::cell::Cell::new(0) };
}

/// Tells tests that two words are compared.
fn count() {
    #[cfg(test)]
    COMPARED.with(|compared| compared.set(compared.get() + 1));
}

#[cfg(test)]
mod tests {
    use super::*;

    const FIELDS: [&str; 6] = ["description", "keyId", "tier", "allowedPattern", "value", "valueFrom"];

    #[test]
    fn the_nearest_word_is_offered_and_nothing_farfetched() {
        for (word, meant) in [
            ("descripton", Some("description")),
            ("desc", Some("description")),
            ("key_id", Some("keyId")),
            ("KeyID", Some("keyId")),
            ("teir", Some("tier")),
            ("valuefrom", Some("valueFrom")),
            ("colour", None),
            ("x", None),
            ("", None),
        ] {
            assert_eq!(nearest(word, FIELDS), meant, "{word}");
        }
    }

    #[test]
    fn a_part_is_no_slip() {
        for (word, meant) in [
            ("descripton", Some("description")),
            ("key_id", Some("keyId")),
            ("valeu", Some("value")),
            ("desc", None),
            ("valueOfThis", None),
        ] {
            assert_eq!(mistyped(word, FIELDS), meant, "{word}");
        }
    }

    #[test]
    fn what_cannot_be_like_it_is_not_compared() {
        let before = COMPARED.get();
        let long = "x".repeat(LONGEST);
        assert_eq!(nearest(&long, FIELDS), None);
        assert_eq!(nearest(&"description".repeat(100), FIELDS), None);
        assert_eq!(nearest("description", [&*"description".repeat(100_000)]), None);
        assert_eq!(COMPARED.get(), before);
    }

    #[test]
    fn a_vocabulary_offers_the_same_until_it_has_cost_too_much() {
        let names: Vec<String> = (0..100).map(|at| format!("name{at:04}")).collect();
        let once = 8 * 8 * names.len();
        let left = AtomicUsize::new(10 * once + once / 2);
        let vocabulary = Vocabulary { left, ..Vocabulary::new(names.iter().map(String::as_str)) };
        let before = COMPARED.get();
        let offered: Vec<_> = (0..1_000).filter_map(|_| vocabulary.nearest("nmae0007")).collect();
        assert_eq!(offered, ["name0007"; 10]);
        assert_eq!(COMPARED.get() - before, 10 * names.len());
    }
}
