//! Rust names to manifest names.

use syn::Ident;
use syn::ext::IdentExt;

/// `key_id` → `keyId`, `r#type` → `type`.
pub fn of_field(ident: &Ident) -> String {
    let text = ident.unraw().to_string();
    let mut words = text.split('_');
    let first = words.next().unwrap_or_default().to_owned();
    words.fold(first, |name, word| name + &capitalised(word))
}

/// `ExpirationNotification` → `expirationNotification`.
pub fn of_variant(ident: &Ident) -> String {
    let text = ident.unraw().to_string();
    let mut characters = text.chars();
    let first = characters.next().map(|first| first.to_ascii_lowercase());
    first.into_iter().chain(characters).collect()
}

fn capitalised(word: &str) -> String {
    let mut characters = word.chars();
    let first = characters.next().map(|first| first.to_ascii_uppercase());
    first.into_iter().chain(characters).collect()
}
