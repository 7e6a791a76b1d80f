//! Keeps known secrets out of texts that others word: AWS's own messages, which like to repeat what they
//! refuse, and what commands and crashes say.
//!
//! What trueup words itself needs none of this: trees hold secrets by type, and no renderer can print one.

mod forms;

use std::collections::HashSet;
use std::hash::{Hash, Hasher};
use std::ops::Range;
use std::sync::{Arc, RwLock};

use schema::SecretText;

/// What stands in a text where a secret was.
pub const MASK: &str = "(secret)";
/// Characters below which a text is not looked for: it would be found by chance, and a mask on every
/// `abc` would say more than it hides. What AWS quotes as a value is masked however short it is.
pub const SHORTEST: usize = 4;

/// Every secret that this run has seen.
#[derive(Clone, Default)]
pub struct Masks(Arc<RwLock<HashSet<Known>>>);

/// A secret, and every form in which a text may hold it.
struct Known {
    secret: SecretText,
    forms: Vec<SecretText>,
}

impl PartialEq for Known {
    fn eq(&self, other: &Self) -> bool {
        self.secret.expose() == other.secret.expose()
    }
}

impl Eq for Known {}

impl Hash for Known {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.secret.expose().hash(state);
    }
}

impl Masks {
    /// Remembers a secret, once.
    pub fn add(&self, secret: &SecretText) {
        if secret.expose().trim().chars().count() < SHORTEST {
            return;
        }
        let known = Known { secret: secret.clone(), forms: Vec::new() };
        let mut all = self.0.write().expect("no holder of the lock panics");
        if !all.contains(&known) {
            let forms = forms::of(secret.expose());
            all.insert(Known { forms, ..known });
        }
    }

    /// A text with every known secret masked, as it is or as JSON, XML, a URL, base64 or a program's
    /// quotes write it, whole or by its lines, and every value that AWS quotes as `value`.
    pub fn apply(&self, text: &str) -> String {
        let text = quoted_value(text);
        let found = self.found(&text);
        cover(&text, found)
    }

    /// Where a text holds a known secret in any of these forms.
    pub fn found(&self, text: &str) -> Vec<Range<usize>> {
        let mut found = Vec::new();
        for known in self.0.read().expect("no holder of the lock panics").iter() {
            known.forms.iter().for_each(|form| find(text, form.expose(), &mut found));
        }
        found
    }
}

/// Every place of a text where a form stands, those that overlap too.
fn find(text: &str, form: &str, found: &mut Vec<Range<usize>>) {
    let mut from = 0;
    while let Some(at) = text[from..].find(form).map(|at| from + at) {
        found.push(at..at + form.len());
        from = at + text[at..].chars().next().map_or(1, char::len_utf8);
    }
}

/// A text with a mask on each range; ranges that touch are one, so that their number tells nothing.
pub fn cover(text: &str, mut ranges: Vec<Range<usize>>) -> String {
    ranges.sort_by_key(|range| range.start);
    let mut masked = String::with_capacity(text.len());
    let mut open: Option<Range<usize>> = None;
    let mut shown = 0;
    for next in ranges {
        match &mut open {
            Some(open) if next.start <= open.end => open.end = open.end.max(next.end),
            _ => {
                if let Some(done) = open.replace(next) {
                    masked.push_str(&text[shown..done.start]);
                    masked.push_str(MASK);
                    shown = done.end;
                }
            }
        }
    }
    if let Some(done) = open {
        masked.push_str(&text[shown..done.start]);
        masked.push_str(MASK);
        shown = done.end;
    }
    masked.push_str(&text[shown..]);
    masked
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

    fn masked(secret: &str, text: &str) -> String {
        let masks = Masks::default();
        masks.add(&SecretText::new(secret));
        masks.apply(text)
    }

    #[test]
    fn masks_what_aws_repeats() {
        assert_eq!(masked("hunter2", "no hunter2 here"), "no (secret) here");
        assert_eq!(
            masked("hunter2", "1 validation error detected: Value 'it's' at 'value' failed to satisfy"),
            "1 validation error detected: Value '(secret)' at 'value' failed to satisfy"
        );
    }

    #[test]
    fn the_forms_of_a_secret_are_masked() {
        let secret = " p\"a<ss/wörd & 100%\\ ";
        for text in [
            "p\"a<ss/wörd & 100%\\",
            r#"p\"a<ss/wörd & 100%\\"#,
            r#"p\"a<ss\/wörd & 100%\\"#,
            r#"p\"a<ss/w\u00f6rd & 100%\\"#,
            r#"p\"a<ss/w\u00F6rd & 100%\\"#,
            "p&quot;a&lt;ss/wörd &amp; 100%\\",
            "p&#34;a&lt;ss/wörd &amp; 100%\\",
            "p\"a&lt;ss/wörd &amp; 100%\\",
            "p%22a%3Css%2Fw%C3%B6rd%20%26%20100%25%5C",
            "p%22a%3css%2fw%c3%b6rd%20%26%20100%25%5c",
            "p%22a%3Css%2Fw%C3%B6rd+%26+100%25%5C",
        ] {
            assert_eq!(masked(secret, &format!("<{text}>")), "<(secret)>", "{text}");
        }
    }

    #[test]
    fn base64_is_masked_wherever_it_begins() {
        let encode = aws_smithy_types::base64::encode;
        for before in ["", "u", "u:", "us:"] {
            for after in ["", "@", "@h"] {
                let text = encode(format!("{before}hunter2-and-more{after}"));
                let shown = masked("hunter2-and-more", &text);
                assert!(shown.contains("(secret)") && shown.len() <= 16, "{text} {shown}");
            }
        }
    }

    #[test]
    fn each_line_of_a_secret_is_one() {
        let key = "-----BEGIN KEY-----\nMIIEvQIBADANBgkq\n  hkiG9w0BAQEFAASC\r\n-----END KEY-----\n";
        assert_eq!(masked(key, "bad line hkiG9w0BAQEFAASC of it"), "bad line (secret) of it");
        assert_eq!(masked(key, &format!("{key:?}")).matches("MIIEv").count(), 0);
    }

    #[test]
    fn overlapping_secrets_leave_nothing_between() {
        let masks = Masks::default();
        ["abcdef", "defghi", "cdef"].iter().for_each(|text| masks.add(&SecretText::new(*text)));
        assert_eq!(masks.apply("x abcdefghi y"), "x (secret) y");
        assert_eq!(masked("aaaa", "baaaaaab"), "b(secret)b");
    }

    #[test]
    fn short_secrets_are_masked_only_where_aws_quotes_them() {
        assert_eq!(masked("abc", "abcdef"), "abcdef");
        let said = masked("abc", "Value 'abc' at 'value' failed to satisfy constraint");
        assert!(!said.contains("abc"), "{said}");
    }
}
