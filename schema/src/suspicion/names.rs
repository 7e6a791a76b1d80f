//! Names of secrets.

/// Words that speak of a secret, and nothing else.
const WORDS: &[&str] = &["password", "passwd", "passphrase", "secret", "apikey", "token", "credentials"];

/// Two words that together do.
const PAIRS: &[(&str, &str)] =
    &[("api", "key"), ("private", "key"), ("access", "key"), ("secret", "key"), ("signing", "key")];

/// What a word holds that may speak of one.
const INSIDE: &[&str] = &[
    "password",
    "passwd",
    "passwort",
    "passphrase",
    "passcode",
    "secret",
    "credential",
    "apikey",
    "privatekey",
    "accesskey",
    "signingkey",
    "masterkey",
    "encryptionkey",
    "licensekey",
    "sshkey",
    "webhook",
];

/// Words that hold one of those and speak of something else.
const ELSE: &[&str] = &["secretary", "secretaries", "secretariat"];

/// How a word ends that may: `authtoken`, and neither `tokenizer` nor `bypass`.
const ENDS: &[&str] = &["token", "tokens", "pwd", "pwds", "creds"];

/// Whole words that may.
const WHOLE: &[&str] = &[
    "pass", "psw", "pw", "cred", "jwt", "bearer", "auth", "oauth", "otp", "totp", "pin", "salt", "pepper",
    "hmac",
];

/// Whose `pass` is one where the two are written as one: `dbpass`.
const WHOSE: &[&str] = &[
    "db", "user", "admin", "root", "my", "mysql", "sql", "pg", "smtp", "mail", "redis", "ftp", "ssh", "login",
];

/// What stands before `key` where it opens something.
const KEYS: &[&str] = &[
    "api",
    "private",
    "access",
    "secret",
    "signing",
    "encryption",
    "master",
    "license",
    "ssh",
    "account",
    "storage",
    "shared",
    "service",
    "session",
    "admin",
    "hmac",
    "tls",
    "ssl",
    "rsa",
    "deploy",
    "auth",
];

/// What stands before `token` where that only counts pages or calls.
const COUNTS: &[&str] = &["next", "page", "continuation", "client", "request", "idempotency"];

/// What a name's part is about where it ends so: `token-ttl` and `password-policy`.
const ABOUT: &[&str] = &[
    "id",
    "ids",
    "name",
    "names",
    "arn",
    "arns",
    "path",
    "parameter",
    "ref",
    "ttl",
    "length",
    "type",
    "policy",
    "expiry",
    "expiration",
    "days",
    "hours",
    "minutes",
    "seconds",
    "age",
    "rotation",
    "enabled",
    "required",
    "version",
    "count",
    "min",
    "max",
    "limit",
    "timeout",
    "region",
    "algorithm",
    "issuer",
    "audience",
];

/// Whether the last part of a key ends with the words for a secret: `db/password` and `apiKey`, and neither
/// `password-policy` nor `tokens`.
pub(crate) fn is_secrets(key: &str) -> bool {
    let words = words(key.rsplit('/').next().unwrap_or(key));
    let mut last = words.iter().rev().map(String::as_str);
    let (last, second) = (last.next().unwrap_or_default(), last.next().unwrap_or_default());
    WORDS.contains(&last) || PAIRS.contains(&(second, last))
}

/// How a name may speak of a secret.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Speaks {
    /// It does not.
    Not,
    /// Somewhere: a number or a word behind it may be about one.
    Somewhere,
    /// It ends so, and names one.
    AtTheEnd,
}

/// How a name may speak of a secret, in any part of it: `/secrets/db`, `DB_PASS2`, `clientSecretValue`.
pub(super) fn speaks(name: &str) -> Speaks {
    let parts = name.split('/').filter(|part| !part.is_empty());
    let mut said = Speaks::Not;
    for part in parts {
        let words = words(part);
        let may: Vec<bool> = (0..words.len()).map(|at| may_speak(&words, at)).collect();
        let about = words.last().is_some_and(|last| ABOUT.contains(&last.as_str()));
        said = match (may.last(), may.contains(&true)) {
            (Some(true), _) => Speaks::AtTheEnd,
            (_, true) if !about => Speaks::Somewhere,
            // A part before it speaks for all that lies under it.
            _ if said != Speaks::Not => Speaks::Somewhere,
            _ => Speaks::Not,
        };
    }
    said
}

fn may_speak(words: &[String], at: usize) -> bool {
    let word = words[at].trim_end_matches(|c: char| c.is_ascii_digit());
    let key = || at > 0 && matches!(word, "key" | "keys") && KEYS.contains(&words[at - 1].as_str());
    let whose = || word.strip_suffix("pass").is_some_and(|whose| WHOSE.contains(&whose));
    let counts = || at > 0 && word == "token" && COUNTS.contains(&words[at - 1].as_str());
    !ELSE.contains(&word)
        && !counts()
        && (INSIDE.iter().any(|inside| word.contains(inside))
            || ENDS.iter().any(|end| word.ends_with(end))
            || WHOLE.contains(&word)
            || whose()
            || key())
}

/// The words of a name, in small letters: `dbPassword` and `db-password` have the same.
fn words(name: &str) -> Vec<String> {
    let mut words: Vec<String> = vec![String::new()];
    let mut before = None;
    for c in name.chars() {
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
    words.retain(|word| !word.is_empty());
    words
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_that_end_with_a_secret() {
        for key in
            ["password", "db/password", "DB_PASSWORD", "apiKey", "api-key", "client_secret", "dbPassword"]
        {
            assert!(is_secrets(key), "{key}");
        }
        for key in
            ["password-policy", "secrets/region", "tokens", "token-ttl", "key", "monkey", "partition-key"]
        {
            assert!(!is_secrets(key), "{key}");
        }
    }

    #[test]
    fn names_that_may_speak_of_one() {
        for name in [
            "DB_PASS",
            "pwd",
            "db-pwd",
            "passwords",
            "password1",
            "apitoken",
            "dbpassword",
            "dbpass",
            "APIKey",
            "PASSWORD2",
            "master_key",
            "license-key",
            "creds",
            "jwt",
            "AuthToken",
            "pin",
            "secret/db",
        ] {
            assert_ne!(speaks(name), Speaks::Not, "{name}");
        }
        for name in
            ["password-prod", "password.old", "client-secret-value", "/secrets/db/x", "/app/password/prod"]
        {
            assert_eq!(speaks(name), Speaks::Somewhere, "{name}");
        }
        for name in [
            "keyboard",
            "bypass",
            "passive",
            "passenger",
            "compass",
            "monkey",
            "partition-key",
            "tokenizer",
            "author",
            "nextToken",
            "ClientToken",
            "pinned",
            "secretary",
            "token-ttl",
            "password-policy",
            "secretArn",
            "key",
            "hosts",
        ] {
            assert_eq!(speaks(name), Speaks::Not, "{name}");
        }
    }
}
