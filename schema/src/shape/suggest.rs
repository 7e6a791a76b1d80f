//! Did you mean.

/// The candidate that a mistyped word most likely was.
pub fn nearest<'a>(word: &str, candidates: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let scored = candidates.into_iter().filter_map(|candidate| Some((score(word, candidate)?, candidate)));
    scored.max_by(|(a, _), (b, _)| a.total_cmp(b)).map(|(_, candidate)| candidate)
}

/// Whether a word looks like a candidate mistyped.
pub fn resembles(word: &str, candidate: &str) -> bool {
    score(word, candidate).is_some()
}

/// Longer words are not names; comparing them costs their product.
const LONGEST: usize = 64;

fn score(word: &str, candidate: &str) -> Option<f64> {
    if word.len() > LONGEST || word.is_empty() {
        return None;
    }
    let (word, candidate) = (plain(word), plain(candidate));
    if word == candidate {
        return Some(1.0);
    }
    let likeness = strsim::jaro_winkler(&word, &candidate);
    let distance = strsim::damerau_levenshtein(&word, &candidate);
    let slip = distance == 1 && candidate.len() >= 3;
    let close = slip || distance <= 1 + candidate.len() / 4 && likeness > 0.8;
    let part = word.len() >= 4 && (candidate.starts_with(&word) || word.starts_with(&candidate));
    (close || part).then_some(likeness)
}

/// Case and dividers aside: `key_id`, `Key-Id` and `keyId` are one.
fn plain(word: &str) -> String {
    word.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}
