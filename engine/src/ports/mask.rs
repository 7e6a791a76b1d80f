//! Keeps known secrets out of AWS's own messages, which like to repeat what they refuse.

use std::sync::{Arc, RwLock};

use schema::SecretText;

/// What stands in a text where a secret was.
const MASK: &str = "(secret)";
/// Shorter texts are not looked for: masking every `a` would say more than it hides.
const SHORTEST: usize = 3;

/// Every secret that this run has seen.
#[derive(Clone, Default)]
pub struct Masks(Arc<RwLock<Vec<SecretText>>>);

impl Masks {
    /// Remembers a secret.
    pub fn add(&self, secret: &SecretText) {
        if secret.expose().len() >= SHORTEST {
            self.0.write().expect("no holder of the lock panics").push(secret.clone());
        }
    }

    /// A text with every known secret, and every value that AWS quotes as `value`, masked.
    pub fn apply(&self, text: &str) -> String {
        let mut masked = quoted_value(text);
        for secret in self.0.read().expect("no holder of the lock panics").iter() {
            if masked.contains(secret.expose()) {
                masked = masked.replace(secret.expose(), MASK);
            }
        }
        masked
    }
}

/// Masks the value in `Value '…' at 'value' failed to satisfy constraint`.
fn quoted_value(text: &str) -> String {
    const AT: &str = "' at 'value' failed";
    const OPEN: &str = "Value '";
    match (text.find(OPEN), text.rfind(AT)) {
        (Some(open), Some(close)) if open + OPEN.len() <= close => {
            format!("{}{MASK}{}", &text[..open + OPEN.len()], &text[close..])
        }
        _ => text.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn masks_what_aws_repeats() {
        let masks = Masks::default();
        masks.add(&SecretText::new("hunter2"));
        assert_eq!(masks.apply("no hunter2 here"), "no (secret) here");
        assert_eq!(
            masks.apply("1 validation error detected: Value 'it's' at 'value' failed to satisfy"),
            "1 validation error detected: Value '(secret)' at 'value' failed to satisfy"
        );
    }
}
