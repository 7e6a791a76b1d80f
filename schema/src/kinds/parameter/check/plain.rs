//! A String that looks like a secret: everybody who may read the parameter reads it, and so does git.

use crate::finding::Finding;
use crate::kinds::parameter::ParameterValue;
use crate::kinds::parameter::check::all::Candidate;
use crate::reference;

/// What secrets of well-known makers begin with, and the fewest characters that such a one has.
const MARKS: &[(&str, usize)] = &[
    ("AKIA", 20),
    ("ASIA", 20),
    ("AIza", 39),
    ("ghp_", 30),
    ("gho_", 30),
    ("ghs_", 30),
    ("ghu_", 30),
    ("ghr_", 30),
    ("github_pat_", 30),
    ("glpat-", 20),
    ("npm_", 30),
    ("pypi-", 30),
    ("sk_live_", 20),
    ("rk_live_", 20),
    ("sk-ant-", 20),
    ("sk-proj-", 20),
    ("xoxb-", 20),
    ("xoxp-", 20),
    ("xoxa-", 20),
    ("SG.", 40),
    ("dop_v1_", 30),
    ("hvs.", 20),
    ("shpat_", 20),
];

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
    let known = || texts.iter().filter(|text| !reference::holds(text));
    let named = speaks_of_secrets(&candidate.entry.key.text) && known().any(|text| may_be_one(text));
    if named || known().any(|text| is_marked(text)) {
        findings.push(
            Finding::warning("parameter-plain", candidate.key(), "this looks like a secret, and is kept as a plain text")
                .help("write `type: SecureString` with `valueFrom: {env: NAME}` or another source; take it out of git and change it")
                .conceal(candidate.value().span),
        );
    }
}

fn is_marked(text: &str) -> bool {
    let text = text.trim();
    let one = |(mark, least): &(&str, usize)| text.starts_with(mark) && text.len() >= *least;
    let head = text.lines().next().unwrap_or_default();
    let key = head.starts_with("-----BEGIN ") && head.contains("PRIVATE KEY");
    key || text.bytes().all(|byte| byte.is_ascii_graphic()) && MARKS.iter().any(one)
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
        let key = format!("AKIA{}", "X".repeat(16));
        assert!(is_marked(&key) && !is_marked("AKIA") && !is_marked("AKIA is where we live, they say"));
        for kind in ["", "RSA ", "EC ", "DSA ", "OPENSSH ", "ENCRYPTED "] {
            assert!(is_marked(&format!("\n-----BEGIN {kind}PRIVATE KEY-----\nMII")), "{kind}");
        }
        assert!(is_marked("-----BEGIN PGP PRIVATE KEY BLOCK-----\n\nlQ"));
        assert!(!is_marked("-----BEGIN PUBLIC KEY-----\nMII"));
    }
}
