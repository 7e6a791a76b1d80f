//! Secrets that show themselves, wherever they stand.

use super::texts::is_given_elsewhere;

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
    ("AGE-SECRET-KEY-1", 20),
];

/// Addresses that whoever knows them may post to.
const HOOKS: &[&str] = &["hooks.slack.com/services/", "discord.com/api/webhooks/", ".webhook.office.com/"];

/// Whether a text looks like a secret of a well-known maker, or like a private key.
pub(crate) fn is_marked(text: &str) -> bool {
    let text = text.trim();
    let one = |(mark, least): &(&str, usize)| text.starts_with(mark) && text.len() >= *least;
    is_key(text.lines().next().unwrap_or_default())
        || text.bytes().all(|byte| byte.is_ascii_graphic()) && MARKS.iter().any(one)
}

/// Whether a line begins a private key.
fn is_key(line: &str) -> bool {
    let upper = line.to_ascii_uppercase();
    upper.starts_with("-----BEGIN ") && upper.contains("PRIVATE KEY")
}

/// Whether a text shows a secret anywhere: one of a well-known maker, a private key, a password in a URL, or a URL
/// that is one.
pub fn shows_secret(text: &str) -> bool {
    let inside = |c: char| c.is_ascii_alphanumeric() || "_-./+=".contains(c);
    let mut words = text.split(|c: char| !inside(c)).flat_map(|word| [word, after(word)]);
    let mut keys = text.match_indices("-----").map(|(at, _)| &text[at..]);
    keys.any(|rest| is_key(rest.lines().next().unwrap_or_default()))
        || HOOKS.iter().any(|hook| text.contains(hook))
        || words.any(is_marked)
        || text.split(char::is_whitespace).any(logs_in)
}

/// What stands behind the last equals sign that is no padding: `key=AKIA…`.
fn after(word: &str) -> &str {
    word.trim_end_matches('=').rsplit_once('=').map_or(word, |(_, rest)| rest)
}

/// Whether a word holds a URL with a password: `scheme://user:password@host`.
fn logs_in(word: &str) -> bool {
    word.match_indices("://").any(|(at, mark)| {
        let authority = word[at + mark.len()..].split(['/', '?', '#']).next().unwrap_or_default();
        let user = authority.rsplit_once('@').map(|(user, _)| user);
        let password = user.and_then(|user| user.split_once(':')).map(|(_, password)| password);
        password.is_some_and(|password| !password.is_empty() && !is_given_elsewhere(password))
    })
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
        ] {
            assert!(shows_secret(&text), "{text}");
        }
        for text in
            ["postgres://shop@db.internal/shop", "https://example.com:8443/a@b", "AKIA is where we live"]
        {
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
}
