//! The forms in which a text may hold a secret.

use std::collections::BTreeSet;
use std::fmt::Write;

use aws_smithy_types::base64;
use schema::SecretText;

use super::SHORTEST;

/// Every form of a secret that is long enough to be looked for.
pub(super) fn of(text: &str) -> Vec<SecretText> {
    let pieces = [text, text.trim()].into_iter().chain(text.lines().map(str::trim));
    let pieces: BTreeSet<&str> = pieces.collect();
    let mut forms = BTreeSet::new();
    for piece in pieces {
        forms.insert(piece.to_owned());
        forms.extend(json(piece));
        forms.extend(xml(piece));
        forms.extend(url(piece));
        // As programs quote what they print.
        forms.insert(piece.escape_debug().to_string());
        forms.insert(piece.escape_default().to_string());
        forms.extend(encoded(piece));
    }
    let long = forms.into_iter().filter(|form| form.chars().count() >= SHORTEST);
    long.map(SecretText::new).collect()
}

/// As JSON writes it: plain, with slashes escaped, and in ASCII only.
fn json(text: &str) -> Vec<String> {
    let quoted = serde_json::Value::from(text).to_string();
    let plain = quoted[1..quoted.len() - 1].to_owned();
    let ascii = |upper: bool| {
        let mut out = String::new();
        for unit in plain.chars() {
            let mut units = [0; 2];
            match unit {
                c if c.is_ascii() => out.push(c),
                c => c.encode_utf16(&mut units).iter().for_each(|unit| {
                    let written =
                        if upper { write!(out, "\\u{unit:04X}") } else { write!(out, "\\u{unit:04x}") };
                    written.expect("a text takes everything");
                }),
            }
        }
        out
    };
    // Go writes these so that HTML may hold them.
    let html = plain.replace('<', "\\u003c").replace('>', "\\u003e").replace('&', "\\u0026");
    vec![plain.replace('/', "\\/"), ascii(true), ascii(false), html, plain]
}

fn xml(text: &str) -> Vec<String> {
    let least = text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;");
    let quotes =
        [("\"", "'"), ("&quot;", "'"), ("&quot;", "&#39;"), ("&quot;", "&apos;"), ("&#34;", "&#39;")];
    quotes.iter().map(|(double, single)| least.replace('"', double).replace('\'', single)).collect()
}

fn url(text: &str) -> Vec<String> {
    let percent = |upper: bool, blank: &str| {
        let mut out = String::new();
        for byte in text.bytes() {
            let written = match byte {
                b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'-' | b'_' | b'.' | b'~' => {
                    write!(out, "{}", char::from(byte))
                }
                b' ' => write!(out, "{blank}"),
                _ if upper => write!(out, "%{byte:02X}"),
                _ => write!(out, "%{byte:02x}"),
            };
            written.expect("a text takes everything");
        }
        out
    };
    let every = |upper: bool| {
        let mut out = String::new();
        for byte in text.bytes() {
            let written = if upper { write!(out, "%{byte:02X}") } else { write!(out, "%{byte:02x}") };
            written.expect("a text takes everything");
        }
        out
    };
    let usual = [percent(true, "%20"), percent(false, "%20"), percent(true, "+"), percent(false, "+")];
    usual.into_iter().chain([every(true), every(false)]).collect()
}

/// As base64 writes it, alone or inside a longer text: the characters that do not depend on what
/// stands before and behind.
fn encoded(text: &str) -> Vec<String> {
    let inside = (0..3).map(|before| {
        let mut bytes = vec![0; before];
        bytes.extend(text.bytes());
        let all = base64::encode(&bytes);
        let first = (before * 8).div_ceil(6);
        let last = bytes.len() * 8 / 6;
        all[first..last.max(first)].to_owned()
    });
    let whole = base64::encode(text);
    let alone = [whole.trim_end_matches('=').to_owned(), whole];
    let all: Vec<String> = inside.chain(alone).collect();
    let safe: Vec<String> = all.iter().map(|text| text.replace('+', "-").replace('/', "_")).collect();
    all.into_iter().chain(safe).collect()
}
