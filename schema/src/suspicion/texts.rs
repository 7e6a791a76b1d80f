//! Texts that may hold a secret.

use serde_json::Value;

use super::marks::shows_secret;
use super::names::{Speaks, speaks};

/// Words that are no secret whatever they are called.
const PLAIN: &[&str] = &["true", "false", "yes", "no", "on", "off", "null", "none", "nil", "undefined"];

/// How deep encodings in encodings are looked into.
const DEPTH: usize = 3;

/// Whether a value of a name may be a secret or show one.
pub fn may_be_secret(name: &str, text: &str) -> bool {
    may_be_one(name, text) || may_show_secret(text)
}

/// Whether a text may show a secret anywhere: what [`shows_secret`] is certain of, a value that is given to the name of
/// a secret, what a program logs in with, and all of these in JSON and in base64.
pub fn may_show_secret(text: &str) -> bool {
    within(text, DEPTH)
}

fn within(text: &str, depth: usize) -> bool {
    let further = || depth > 0 && (encoded(text, depth - 1) || structured(text, depth - 1));
    shows_secret(text) || text.lines().any(line) || is_drawn(text.trim()) || further()
}

fn line(line: &str) -> bool {
    assigns(line)
        || logs_in(line)
        || words(line).any(|word| is_token(word) || is_amazons(word))
        || tells(line)
}

fn may_be_one(name: &str, text: &str) -> bool {
    match speaks(name) {
        Speaks::Not => false,
        Speaks::Somewhere => is_unknown(text) && text.trim().parse::<f64>().is_err(),
        Speaks::AtTheEnd => is_unknown(text),
    }
}

/// Whether a text may be anything: neither a plain word nor the name of what lies elsewhere.
fn is_unknown(text: &str) -> bool {
    let text = text.trim();
    let plain = PLAIN.iter().any(|word| text.eq_ignore_ascii_case(word));
    let one = !text.contains(char::is_whitespace);
    let named = one && ["arn:", "alias/"].iter().any(|beginning| text.starts_with(beginning));
    !text.is_empty() && !plain && !named && !is_given_elsewhere(text)
}

/// Whether a text is nothing but what something else fills in: `${NAME}`, `$(…)`, `$NAME`, `{{ Name }}`, `%NAME%`,
/// `<name>`, or stars.
pub(super) fn is_given_elsewhere(text: &str) -> bool {
    let mut rest = text.trim();
    while let Some(first) = rest.chars().next() {
        let bracketed = [("${", "}"), ("$(", ")"), ("{{", "}}"), ("%", "%"), ("<", ">"), ("`", "`")];
        let closed = bracketed.iter().find_map(|(open, close)| {
            let inside = rest.strip_prefix(open)?;
            Some(inside.find(close).map_or("", |at| &inside[at + close.len()..]))
        });
        let named = || {
            let name = rest.strip_prefix('$')?;
            let end = name.find(|c: char| !is_of_names(c) && !matches!(c, '.' | ':')).unwrap_or(name.len());
            Some(&name[end..])
        };
        rest = match closed.or_else(named) {
            Some(behind) => behind,
            None if first.is_alphanumeric() => return false,
            None => &rest[first.len_utf8()..],
        };
    }
    true
}

fn is_of_names(c: char) -> bool {
    c.is_ascii_alphanumeric() || c == '_'
}

/// Whether a line gives a value to the name of a secret: `DB_PASSWORD=…`, `"token": "…"`, `--password …`.
fn assigns(line: &str) -> bool {
    let signs = line.match_indices(['=', ':', ' ']);
    signs.into_iter().any(|(at, sign)| {
        let (before, behind) = (line[..at].trim_end(), line[at + 1..].trim_start());
        let before = before.trim_end_matches(['"', '\'', '\\']);
        let start = before
            .rfind(|c: char| !is_of_names(c) && !matches!(c, '-' | '.'))
            .map_or(0, |at| at + before[at..].chars().next().map_or(0, char::len_utf8));
        let (lead, name) = before.split_at(start);
        if name.is_empty() || sign == " " && !name.starts_with("--") {
            return false;
        }
        let Some(given) = given(behind) else { return false };
        let literal = match (given.quoted, sign) {
            (true, _) => true,
            // What a program works out.
            (false, _) if lead.ends_with('$') || given.text.contains(['(', '[']) => false,
            // A part of a name such as an ARN.
            (false, ":") if glued(line, at) => false,
            (false, ":") => given.is_odd() || given.is_last && lead.trim().is_empty(),
            (false, _) => speaks(given.text) == Speaks::Not || given.is_odd(),
        };
        literal && may_be_one(name, given.text)
    })
}

/// Whether a colon stands between two words without a blank, and is not the only one that does.
fn glued(line: &str, at: usize) -> bool {
    let start = line[..at].rfind(char::is_whitespace).map_or(0, |blank| blank + 1);
    let end = line[at..].find(char::is_whitespace).map_or(line.len(), |blank| at + blank);
    at + 1 < end && line[start..end].matches(':').count() > 1
}

/// What stands behind a sign.
struct Given<'a> {
    text: &'a str,
    quoted: bool,
    /// Whether the line ends with it.
    is_last: bool,
}

fn given(behind: &str) -> Option<Given<'_>> {
    let behind = behind.trim_start_matches(['=', '>', '\\', ' ']);
    if let Some(quote) = behind.chars().next().filter(|c| matches!(c, '"' | '\'')) {
        let inside = &behind[1..];
        let end = inside.find([quote, '\\']).unwrap_or(inside.len());
        return Some(Given { text: &inside[..end], quoted: true, is_last: false });
    }
    // What is no text of its own, but begins something.
    if behind.starts_with(['{', '[', '(', '|', '>', '-', '/', ':']) && !behind.starts_with("{{") {
        return None;
    }
    if is_filled_in(behind) {
        return None;
    }
    let ends = |c: char| c.is_whitespace() || matches!(c, ';' | '&' | ',' | '"' | '\'' | '}' | ')');
    let end = behind.find(ends).unwrap_or(behind.len());
    let is_last = behind[end..].trim_matches(|c: char| !c.is_alphanumeric()).is_empty();
    Some(Given { text: &behind[..end], quoted: false, is_last }).filter(|given| !given.text.is_empty())
}

/// Whether a text begins with what a program or AWS fills in, however long that is.
fn is_filled_in(text: &str) -> bool {
    ["$(", "{{", "`"].iter().any(|beginning| text.starts_with(beginning))
}

impl Given<'_> {
    /// Whether no word of prose looks so.
    fn is_odd(&self) -> bool {
        let text = self.text.trim_end_matches(['.', '!', '?']);
        let inner = text.chars().skip(1).any(char::is_uppercase) && text.chars().any(char::is_lowercase);
        inner || text.chars().any(|c| !c.is_alphabetic() && !matches!(c, '-' | '\'' | '.' | '/'))
    }
}

fn words(line: &str) -> impl Iterator<Item = &str> {
    line.split(|c: char| c.is_whitespace() || matches!(c, '"' | '\'' | ',' | ';' | '=' | ':' | '(' | ')'))
}

/// Whether a line logs in: `Bearer …`, `Basic …`, `curl -u user:password`, `mysql -p…`.
fn logs_in(line: &str) -> bool {
    let mut before = "";
    let program = |name: &str| line.contains(name);
    line.split(char::is_whitespace).any(|word| {
        let word = word.trim_matches(['"', '\'', ',', ';']);
        let last = std::mem::replace(&mut before, word);
        let known = !is_given_elsewhere(word);
        let user = word.split_once(':').is_some_and(|(_, password)| !is_given_elsewhere(password));
        let joined = word.strip_prefix("-p").is_some_and(|password| !is_given_elsewhere(password));
        match last {
            "Bearer" | "bearer" => {
                known && word.chars().count() >= 8 && word.contains(|c: char| c.is_numeric())
            }
            "Basic" | "basic" => base64(word).is_some_and(|text| text.contains(':')),
            "-u" | "--user" => user && program("curl"),
            "-p" => known && program("sshpass"),
            _ => joined && (program("mysql") || program("mariadb") || program("sshpass")),
        }
    })
}

/// Whether a word is a JSON Web Token.
fn is_token(word: &str) -> bool {
    let parts: Vec<&str> = word.split('.').collect();
    word.starts_with("eyJ") && parts.len() >= 3 && parts[1].len() >= 8
}

/// Whether a word is like an AWS secret access key.
fn is_amazons(word: &str) -> bool {
    word.len() == 40 && !word.starts_with("//") && is_mixed(word) && word.bytes().all(is_of_base64)
}

/// Whether a line speaks of secrets, and has a word that nobody would think of.
fn tells(line: &str) -> bool {
    let said = words(line).any(|word| word.len() < 32 && speaks(word) != Speaks::Not);
    let odd = |word: &str| {
        let word = word.trim_matches(|c: char| !c.is_ascii_alphanumeric());
        word.len() >= 8
            && is_mixed(word)
            && word.bytes().all(|byte| is_of_base64(byte) || b"_-".contains(&byte))
    };
    said && words(line).any(|word| odd(word) && !is_given_elsewhere(word))
}

/// Whether a text is one word that looks drawn by chance.
fn is_drawn(text: &str) -> bool {
    let turns = text.as_bytes().windows(2).filter(|two| two[0].is_ascii_digit() != two[1].is_ascii_digit());
    text.len() >= 20 && text.bytes().all(is_of_base64) && is_mixed(text) && turns.count() >= 3
}

fn is_mixed(word: &str) -> bool {
    let count = |is: fn(&u8) -> bool| word.as_bytes().iter().filter(|byte| is(byte)).count();
    count(u8::is_ascii_uppercase) >= 2 && count(u8::is_ascii_lowercase) >= 2 && count(u8::is_ascii_digit) >= 1
}

fn is_of_base64(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || b"+/=".contains(&byte)
}

/// Whether something in base64 shows one.
fn encoded(text: &str, depth: usize) -> bool {
    let words = text.split(|c: char| !(c.is_ascii() && is_of_base64(c as u8)));
    words.filter(|word| word.len() >= 16).any(|word| base64(word).is_some_and(|text| within(&text, depth)))
}

/// Whether a text of JSON holds one.
fn structured(text: &str, depth: usize) -> bool {
    let begins = text.trim_start().starts_with(['{', '[']);
    let read = || serde_json::from_str(text).ok();
    begins.then(read).flatten().is_some_and(|value| holds(&value, "", depth))
}

fn holds(value: &Value, name: &str, depth: usize) -> bool {
    match value {
        Value::Null | Value::Bool(_) => false,
        Value::Number(number) => may_be_one(name, &number.to_string()),
        Value::String(text) => may_be_one(name, text) || within(text, depth),
        Value::Array(items) => items.iter().any(|item| holds(item, name, depth)),
        Value::Object(map) => map.iter().any(|(key, value)| within(key, depth) || holds(value, key, depth)),
    }
}

/// The text that some base64 stands for, where it is one.
fn base64(word: &str) -> Option<String> {
    let digit = |byte: u8| match byte {
        b'A'..=b'Z' => Some(byte - b'A'),
        b'a'..=b'z' => Some(byte - b'a' + 26),
        b'0'..=b'9' => Some(byte - b'0' + 52),
        b'+' | b'-' => Some(62),
        b'/' | b'_' => Some(63),
        _ => None,
    };
    let (mut bytes, mut bits, mut held) = (Vec::new(), 0u32, 0u8);
    for byte in word.trim_end_matches('=').bytes() {
        bits = bits << 6 | u32::from(digit(byte)?);
        held += 6;
        if held >= 8 {
            held -= 8;
            bytes.push((bits >> held & 0xff) as u8);
        }
    }
    let text = String::from_utf8(bytes).ok()?;
    (!text.is_empty() && !text.contains(|c: char| c.is_control() && !c.is_whitespace())).then_some(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Nothing that any mark tells.
    const CANARY: &str = "CaNaRy003zQ9";

    #[test]
    fn texts_that_may_show_a_secret() {
        for text in [
            "{\"password\": \"CANARY\", \"user\": \"x\"}",
            "Server=db;User Id=a;Password=CANARY;",
            "DB_PASSWORD=CANARY\nX=1",
            "export DB_PASSWORD='CANARY'",
            "Basic dTpDYU5hUnkwMDN6UTk=",
            "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.CANARY",
            "wJalrXUtnFEMI/K7MDENG/bPxRfiCYCaNaRy003z",
            "redis://:CANARY@h:1/0",
            "https://h/?token=CANARY",
            "\"postgres://u:CANARY@h\"",
            "jdbc:mysql://h/db?user=u&password=CANARY",
            "-----begin private key-----\nCANARY",
            "AGE-SECRET-KEY-1CANARY",
            "postgres://u:${X}CANARY@h",
            "postgres://u:p%40CANARY@h",
            "https://hooks.slack.com/services/T000/B000/CANARY",
            "curl -u admin:CANARY http://h",
            "curl -H 'Authorization: Bearer CANARY'",
            "mysql -pCANARY",
            "the password is CANARY",
            "token CANARY",
            "password: hunter",
            "run --password hunter2",
            "eyJwYXNzd29yZCI6ICJDYU5hUnkwMDN6UTkifQ==",
            "[{\"a\": {\"dbPass\": 12345}}]",
            "mongodb: {\\\"password\\\": \\\"hunter\\\"}",
        ] {
            assert!(may_show_secret(&text.replace("CANARY", CANARY)), "{text}");
        }
    }

    #[test]
    fn texts_that_show_none() {
        for text in [
            "keyboard: qwerty",
            "compass=north",
            "passive mode",
            "a password of twelve characters",
            "(Required) The password: it has eight characters",
            "PASSWORD=$(aws ssm get-parameter --name /db/password --with-decryption)",
            "PASSWORD=\"${DB_PASSWORD}\"",
            "$password = Get-Password",
            "password = \"{{ Password }}\"",
            "token = read_token(path)",
            "aws secretsmanager get-secret-value --secret-id shop/db",
            "{\"Password\": {\"type\": \"String\", \"description\": \"the password of the user\"}}",
            "{\"tokenTtl\": 3600, \"author\": \"x\"}",
            "postgres://u:${PASSWORD}@h",
            "postgres://shop@db.internal/shop",
            "https://example.com:8443/a@b",
            "arn:aws:secretsmanager:us-east-1:123456789012:secret:shop",
            "ami-0123456789abcdef0",
            "s3://logs/MyFolder2/AnotherFolder3/OneMore4",
            "echo tokens are kept elsewhere",
        ] {
            assert!(!may_show_secret(text), "{text}");
        }
    }

    #[test]
    fn values_that_may_be_one() {
        for (name, text) in [
            ("password", "/abc"),
            ("password", "short"),
            ("passphrase", "correct horse"),
            ("password", "123456789"),
            ("/password/x", "abc"),
            ("x", "AKIAIOSFODNN7EXAMPLE"),
        ] {
            assert!(may_be_secret(name, text), "{name}: {text}");
        }
        for (name, text) in [
            ("password", "${x}"),
            ("password", "true"),
            ("/secrets/port", "5432"),
            ("secret", "arn:aws:secretsmanager:us-east-1:1:secret:x"),
            ("keyboard", "qwerty"),
            ("bypass", "all"),
        ] {
            assert!(!may_be_secret(name, text), "{name}: {text}");
        }
    }
}
