//! What speaks of secrets, mistyped too, and what looks like one. One rule of two strengths: what *shows* a secret
//! is certain, and may be a mistake of the author; what *may show* one leans to hiding, and is for texts that nobody
//! has written here.

mod marks;
mod names;
mod texts;

use crate::shape::resembles;

pub(crate) use marks::is_marked;
pub use marks::shows_secret;
pub(crate) use names::is_secrets;
pub use texts::{may_be_secret, may_show_secret};

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
