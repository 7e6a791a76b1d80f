//! Words that speak of secrets, mistyped ones too: who asks leans to hiding.

use crate::shape::resembles;

/// The type that makes a value secret.
const SECRET: &str = "SecureString";

/// Whether a word is the type of secrets, or meant as it.
pub(crate) fn means_secret(word: &str) -> bool {
    may_mean(word) && resembles(word, SECRET)
}

/// Whether a text that cannot be parsed speaks of secrets at all.
pub(crate) fn mentions_secrets(text: &str) -> bool {
    let lower = text.to_ascii_lowercase();
    ["secur", "secret", "passw", "token"].iter().any(|word| lower.contains(word))
        || text.split(|c: char| !c.is_ascii_alphanumeric()).any(means_secret)
}

/// Cheap, since it is asked of every word: a slip leaves one of the two halves standing.
fn may_mean(word: &str) -> bool {
    let lower = word.to_ascii_lowercase();
    (4..=SECRET.len() + 5).contains(&word.len()) && (lower.contains("ecu") || lower.contains("str"))
}
