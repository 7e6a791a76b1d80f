//! Chance, drawn from the operating system: plan ids, seeds, generated secrets.

use schema::SecretText;

use crate::error::{Error, Result};

/// What generated secrets are made of unless the manifest says otherwise.
const LETTERS_AND_DIGITS: &str = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";

/// An id for a plan: 128 bits, as hexadecimal digits.
///
/// # Errors
/// The operating system gives no random numbers.
pub fn id() -> Result<String> {
    let mut bytes = [0; 16];
    getrandom::fill(&mut bytes).map_err(|error| none(&error))?;
    Ok(bytes.iter().map(|byte| format!("{byte:02x}")).collect())
}

/// A seed.
///
/// # Errors
/// The operating system gives no random numbers.
pub fn seed() -> Result<u64> {
    getrandom::u64().map_err(|error| none(&error))
}

fn none(error: &getrandom::Error) -> Error {
    Error::failed(format!("the operating system gives no random numbers: {error}"))
}

/// Draws a secret: each character with the same chance, whatever the alphabet's size.
///
/// # Panics
/// The operating system stops giving random numbers after it gave some: no secret is better than
/// a weak one.
pub fn secret(length: u32, characters: Option<&str>) -> SecretText {
    let alphabet: Vec<char> = characters.unwrap_or(LETTERS_AND_DIGITS).chars().collect();
    let count = u32::try_from(alphabet.len()).expect("a manifest is smaller than 4 GiB");
    // Room for all of it: a text that grows leaves copies behind.
    let mut text = String::with_capacity(length as usize * char::MAX.len_utf8());
    text.extend((0..length).map(|_| alphabet[below(count) as usize]));
    SecretText::new(text)
}

/// A number below `count`. Numbers of the last, incomplete round are drawn again: a remainder
/// alone would favour small ones.
fn below(count: u32) -> u32 {
    let whole = u32::MAX - u32::MAX % count;
    loop {
        let drawn = getrandom::u32().expect("the operating system gave random numbers before");
        if drawn < whole {
            return drawn % count;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn secrets_have_their_length_and_only_their_characters() {
        let text = secret(4000, Some("abc"));
        let counts = ["a", "b", "c"].map(|letter| text.expose().matches(letter).count());
        assert_eq!(counts.iter().sum::<usize>(), 4000);
        // Ten standard deviations off: chance does not fail this.
        assert!(counts.iter().all(|count| (1034..1632).contains(count)), "{counts:?}");
        assert!(secret(64, None).expose().chars().all(|letter| letter.is_ascii_alphanumeric()));
    }

    #[test]
    fn an_alphabet_of_several_bytes_a_letter_counts_letters() {
        assert_eq!(secret(12, Some("äöü")).expose().chars().count(), 12);
    }

    #[test]
    fn ids_are_not_drawn_twice() {
        assert_ne!(id().expect("random"), id().expect("random"));
    }
}
