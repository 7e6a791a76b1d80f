//! A String that looks like a secret: everybody who may read the parameter reads it, and so does git.

use crate::finding::Finding;
use crate::kinds::parameter::ParameterValue;
use crate::kinds::parameter::check::all::Candidate;
use crate::reference;
use crate::suspicion::{is_marked, is_secrets};

/// Fewer characters are no secret.
const SHORTEST: usize = 6;

pub(super) fn check(candidate: Candidate<'_>, findings: &mut Vec<Finding>) {
    let texts: &[String] = match &candidate.declared.state.value {
        ParameterValue::Text(text) => std::slice::from_ref(text),
        ParameterValue::List(items) => items,
        ParameterValue::Secret(_) | ParameterValue::NotOurs => return,
    };
    if looks_secret(&candidate.entry.key.text, texts) {
        findings.push(
            Finding::warning("parameter-plain", candidate.key(), "this looks like a secret, and is kept as a plain text")
                .help("write `type: SecureString` with `valueFrom: {env: NAME}` or another source; take it out of git and change it")
                .conceal(candidate.value().span),
        );
    }
}

/// Whether a parameter of a name and texts that is kept as a plain text looks like a secret.
fn looks_secret(name: &str, texts: &[String]) -> bool {
    let known = || texts.iter().filter(|text| !reference::holds(text));
    let named = is_secrets(name) && known().any(|text| may_be_one(text));
    named || known().any(|text| is_marked(text))
}

/// A name of something else, a number and a truth value are none: `secret: arn:…` says where one lies.
fn may_be_one(text: &str) -> bool {
    let elsewhere = ["arn:", "/", "http://", "https://", "s3://", "alias/"];
    let number = text.parse::<f64>().is_ok();
    text.chars().count() >= SHORTEST
        && !number
        && !elsewhere.iter().any(|beginning| text.starts_with(beginning))
        && !text.contains(char::is_whitespace)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_that_may_be_a_secret() {
        for text in ["hunter2hunter2", "s3cr3t!"] {
            assert!(may_be_one(text), "{text}");
        }
        for text in
            ["true", "86400000", "arn:aws:secretsmanager:us-east-1:1:secret:x", "/path/to/it", "ask the team"]
        {
            assert!(!may_be_one(text), "{text}");
        }
    }
}
