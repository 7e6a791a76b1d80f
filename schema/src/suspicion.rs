//! Words that speak of secrets, mistyped ones too, and texts that look like one: who asks leans to hiding.

use crate::shape::resembles;

/// The type that makes a value secret.
const SECRET: &str = "SecureString";

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

/// Whether a text looks like a secret of a well-known maker, or like a private key.
pub(crate) fn is_marked(text: &str) -> bool {
    let text = text.trim();
    let one = |(mark, least): &(&str, usize)| text.starts_with(mark) && text.len() >= *least;
    let head = text.lines().next().unwrap_or_default();
    let key = head.starts_with("-----BEGIN ") && head.contains("PRIVATE KEY");
    key || text.bytes().all(|byte| byte.is_ascii_graphic()) && MARKS.iter().any(one)
}

/// Whether a text shows a secret anywhere: one of a well-known maker, a private key, a password in
/// a URL, or a value behind a name that speaks of secrets.
pub fn shows_secret(text: &str) -> bool {
    let inside = |c: char| c.is_ascii_alphanumeric() || "_-./+=".contains(c);
    let mut words = text.split(|c: char| !inside(c)).flat_map(|word| [word, after(word)]);
    let key = text.contains("-----BEGIN ") && text.contains("PRIVATE KEY");
    key || words.any(is_marked) || text.split(char::is_whitespace).any(logs_in) || assigns(text)
}

/// What stands behind the last equals sign that is no padding: `key=AKIA…`.
fn after(word: &str) -> &str {
    word.trim_end_matches('=').rsplit_once('=').map_or(word, |(_, rest)| rest)
}

/// Whether a word is a URL that holds a password: `scheme://user:password@host`.
fn logs_in(word: &str) -> bool {
    let Some((_, rest)) = word.split_once("://") else { return false };
    let authority = rest.split(['/', '?', '#']).next().unwrap_or_default();
    let user = authority.rsplit_once('@').map(|(user, _)| user);
    let password = user.and_then(|user| user.split_once(':')).map(|(_, password)| password);
    password.is_some_and(|password| !password.is_empty() && !password.contains("${"))
}

/// Whether a text gives something that speaks of secrets a value: `PASSWORD=hunter2`, `"token": "hunter2"`.
fn assigns(text: &str) -> bool {
    let is_key = |c: char| c.is_alphanumeric() || "_-.".contains(c);
    let quotes = ['"', '\''];
    text.match_indices(['=', ':']).any(|(at, _)| {
        let before = text[..at].trim_end_matches(|c| c == ' ' || quotes.contains(&c));
        let key = &before[before.trim_end_matches(is_key).len()..];
        let after = text[at + 1..].trim_start_matches(' ').trim_start_matches(quotes);
        let value =
            after.split(|c: char| c.is_whitespace() || "\"';,&|)}]".contains(c)).next().unwrap_or_default();
        // What a program, a shell or a template puts there is none.
        let filled = value.contains(['$', '{', '(', '`', '<', '%']);
        speaks_of_secrets(key) && !filled && may_be_one(value)
    })
}

/// Whether the last part of a key ends with the words for a secret: `db/password` and `apiKey`, and neither
/// `password-policy` nor `tokens`.
pub(crate) fn speaks_of_secrets(key: &str) -> bool {
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
pub(crate) fn may_be_one(text: &str) -> bool {
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
    fn a_secret_shows_wherever_it_stands() {
        let key = format!("AKIA{}", "X".repeat(16));
        for text in [
            format!("aws configure set aws_access_key_id {key}"),
            format!("export KEY={key}"),
            format!("{{\"key\": \"{key}\"}}"),
            "postgres://shop:hunter2@db.internal/shop".to_owned(),
            "echo '-----BEGIN RSA PRIVATE KEY-----' > key".to_owned(),
            "export PASSWORD=hunter2-correct".to_owned(),
            "{\"db\": {\"apiKey\": \"hunter2-correct\"}}".to_owned(),
            "env AWS_SECRET_ACCESS_KEY='hunter2-correct' run".to_owned(),
        ] {
            assert!(shows_secret(&text), "{text}");
        }
        for text in [
            "postgres://shop@db.internal/shop",
            "https://example.com:8443/a@b",
            "AKIA is where we live",
            "PASSWORD=$(fetch it)",
            "TOKEN={{ token }}",
            "password: true",
            "the secret: ask the team",
            "token=\"$TOKEN\"",
        ] {
            assert!(!shows_secret(text), "{text}");
        }
    }

    #[test]
    fn secrets_of_well_known_makers() {
        let key = format!("AKIA{}", "X".repeat(16));
        assert!(is_marked(&key) && !is_marked("AKIA") && !is_marked("AKIA is where we live, they say"));
        for kind in ["", "RSA ", "EC ", "DSA ", "OPENSSH ", "ENCRYPTED "] {
            assert!(is_marked(&format!("\n-----BEGIN {kind}PRIVATE KEY-----\nMII")), "{kind}");
        }
        assert!(is_marked("-----BEGIN PGP PRIVATE KEY BLOCK-----\n\nlQ"));
        assert!(!is_marked("-----BEGIN PUBLIC KEY-----\nMII"));
    }

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
