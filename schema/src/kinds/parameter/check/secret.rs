//! The rules of a value that came from a source. What is said of it tells nothing of it, not
//! even how long it is.

use crate::finding::Finding;
use crate::kinds::parameter::check::pattern::{Patterns, Verdict, gave_up};
use crate::kinds::parameter::check::value::{ADVANCED, STANDARD, holds_braces};
use crate::kinds::parameter::{Declared, Tier};
use crate::secret::SecretText;

/// Checks resolved values; each distinct pattern is compiled once.
#[derive(Default)]
pub struct SecretChecks {
    patterns: Patterns,
}

impl SecretChecks {
    /// What is wrong with the value that a parameter's source gave.
    pub fn check(&mut self, declared: &Declared, text: &SecretText) -> Vec<Finding> {
        let place = declared.places.of_field("value");
        let state = &declared.state;
        let text = text.expose();
        let mut findings = Vec::new();
        if text.is_empty() {
            findings.push(
                Finding::error("secret-empty", place, "this source gives an empty value")
                    .help("AWS holds no empty values"),
            );
            return findings;
        }
        if holds_braces(text) {
            let message = "AWS refuses `{{…}}` in a value, and this source gives it";
            findings.push(Finding::error("parameter-value", place, message));
        }
        let tier = state.tier.0.as_ref().and_then(crate::shape::Word::known);
        let most = match tier {
            // Where none is written the account's default decides.
            None | Some(Tier::Advanced | Tier::IntelligentTiering) => ADVANCED,
            Some(Tier::Standard) => STANDARD,
        };
        if text.len() > most {
            let message = format!("this source gives more than the {most} bytes that the tier holds");
            findings.push(Finding::error("parameter-size", place, message));
        }
        if let Some(pattern) = &state.allowed_pattern {
            let written = declared.places.of_field("allowedPattern");
            match self.patterns.verdict(pattern, text) {
                Verdict::Matches | Verdict::Told => {}
                Verdict::GaveUp => findings.push(gave_up(written)),
                Verdict::Fails => {
                    let message = "the value that this source gives does not match `allowedPattern`";
                    findings.push(
                        Finding::error("parameter-pattern-mismatch", place, message)
                            .also(written, "the whole value must match this"),
                    );
                }
            }
        }
        findings
    }
}
