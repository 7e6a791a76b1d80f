//! A String that looks like a secret: everybody who may read the parameter reads it, and so does git.

use crate::finding::Finding;
use crate::kinds::parameter::ParameterValue;
use crate::kinds::parameter::check::all::Candidate;
use crate::reference;
use crate::suspicion::is_marked;

/// Last words of a key that speak of a secret, and nothing else.
const WORDS: &[&str] = &["password", "passwd", "passphrase", "secret", "apikey", "token", "credentials"];
/// Two last words that together do.
const PAIRS: &[(&str, &str)] =
    &[("api", "key"), ("private", "key"), ("access", "key"), ("secret", "key"), ("signing", "key")];
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
pub fn looks_secret(name: &str, texts: &[String]) -> bool {
    let known = || texts.iter().filter(|text| !reference::holds(text));
    let named = speaks_of_secrets(name) && known().any(|text| may_be_one(text));
    named || known().any(|text| is_marked(text))
}

/// Whether the last part of a key ends with the words for a secret: `db/password` and `apiKey`, and neither
/// `password-policy` nor `tokens`.
fn speaks_of_secrets(key: &str) -> bool {
    let part = key.rsplit('/').next().unwrap_or(key);
    let mut words: Vec<String> = vec![String::new()];
    let mut before = None;
    for c in part.chars() {
        let divides = !c.is_alphanumeric();
        let hump = c.is_uppercase() && before.is_some_and(char::is_lowercase);
        if divides || hump {
            words.push(String::new());
        }
        if let (false, Some(word)) = (divides, words.last_mut()) {
            word.extend(c.to_lowercase());
        }
        before = Some(c);
    }
    let mut words = words.iter().rev().map(String::as_str).filter(|word| !word.is_empty());
    let (last, second) = (words.next().unwrap_or_default(), words.next().unwrap_or_default());
    WORDS.contains(&last) || PAIRS.contains(&(second, last))
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
    fn keys_and_values_that_speak_of_secrets() {
        for key in
            ["password", "db/password", "DB_PASSWORD", "apiKey", "api-key", "client_secret", "dbPassword"]
        {
            assert!(speaks_of_secrets(key), "{key}");
        }
        for key in
            ["password-policy", "secrets/region", "tokens", "token-ttl", "key", "monkey", "partition-key"]
        {
            assert!(!speaks_of_secrets(key), "{key}");
        }
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
