//! Keeps known secrets out of texts that others word: AWS's own messages, which like to repeat what they
//! refuse, and what commands and crashes say.
//!
//! What trueup words itself needs none of this: trees hold secrets by type, and no renderer can print one.
//! The texts are short and rare, the secrets may be many: each is looked for in every way to read a text,
//! one after the other. An automaton of all of them would be faster, and a copy of each that nobody zeroes.

mod escapes;
mod packed;
mod reading;

use std::collections::HashSet;
use std::hash::{Hash, Hasher};
use std::ops::Range;
use std::sync::{Arc, RwLock};

use memchr::memmem;
use schema::SecretText;
use zeroize::{Zeroize as _, Zeroizing};

use reading::{LEAST, Reading, Sort, each};

/// What stands in a text where a secret was.
pub const MASK: &str = "(secret)";
/// Characters below which a text is not looked for: it would be found by chance, and a mask on every
/// `abc` would say more than it hides. What AWS quotes as a value is masked however short it is.
pub const SHORTEST: usize = 4;
/// Bytes of a text that are read at once, at least: what is decoded of them is held several times.
const PART: usize = 64 * 1024;
/// How many bytes one of a secret takes in the longest of its forms.
const LONGEST: usize = 16;

/// Every secret that this run has seen.
#[derive(Clone, Default)]
pub struct Masks(Arc<RwLock<HashSet<Known>>>);

struct Known(SecretText);

impl PartialEq for Known {
    fn eq(&self, other: &Self) -> bool {
        self.0.expose() == other.0.expose()
    }
}

impl Eq for Known {}

impl Hash for Known {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.0.expose().hash(state);
    }
}

impl Masks {
    /// Remembers a secret, once.
    pub fn add(&self, secret: &SecretText) {
        if secret.expose().trim().chars().count() >= SHORTEST {
            self.0.write().expect("no holder of the lock panics").insert(Known(secret.clone()));
        }
    }

    /// A text with every known secret masked, whole or by its lines, and every value that AWS quotes as
    /// `value`. A secret of four characters is found as it is and as JSON, URLs, HTML and programs' quotes
    /// write it; one of eight bytes also where lines are broken within it, in base64 and in hexadecimal,
    /// there as UTF-8 and as UTF-16 of either order, and in several of these within one another.
    pub fn apply(&self, text: &str) -> String {
        let text = quoted_value(text);
        let found = self.found(&text);
        cover(&text, found)
    }

    /// Where a text holds a known secret in any of these forms.
    pub fn found(&self, text: &str) -> Vec<Range<usize>> {
        let known = self.0.read().expect("no holder of the lock panics");
        let mut found = Vec::new();
        let Some(longest) = known.iter().map(|known| known.0.expose().len()).max() else { return found };
        let mut wide = Zeroizing::new(Vec::with_capacity(2 * longest));
        let reach = LONGEST * longest;
        let step = PART.max(4 * reach);
        for from in (0..text.len()).step_by(step) {
            let from = text.floor_char_boundary(from);
            let part = &text[from..text.ceil_char_boundary(text.len().min(from + step + reach))];
            each(part, &mut |reading| {
                let mut note = |place: Range<usize>| {
                    let start = text.floor_char_boundary(from + place.start);
                    found.push(start..text.ceil_char_boundary(from + place.end));
                };
                known.iter().for_each(|known| look(reading, known.0.expose(), &mut wide, &mut note));
            });
        }
        found
    }
}

/// Looks for a secret in one way to read a text. `wide` is room for it that is zeroed.
fn look(reading: &Reading, secret: &str, wide: &mut Vec<u8>, note: &mut impl FnMut(Range<usize>)) {
    for piece in pieces(secret) {
        match reading.sort {
            Sort::Written | Sort::Escaped => find(reading, piece.as_bytes(), note),
            Sort::Packed | Sort::Raw if piece.len() < LEAST => {}
            Sort::Packed => find(reading, piece.as_bytes(), note),
            Sort::Raw => {
                for order in [u16::to_le_bytes, u16::to_be_bytes] {
                    wide.extend(piece.encode_utf16().flat_map(order));
                    find(reading, wide, note);
                    wide.as_mut_slice().zeroize();
                    wide.clear();
                }
            }
        }
    }
}

/// What of a secret is looked for: all of it, without blanks around it, and each of its lines.
fn pieces(secret: &str) -> impl Iterator<Item = &str> {
    let trimmed = secret.trim();
    let whole = (trimmed.len() < secret.len()).then_some(secret);
    let lines = trimmed.contains('\n').then(|| trimmed.lines().map(str::trim));
    let all = whole.into_iter().chain([trimmed]).chain(lines.into_iter().flatten());
    all.filter(|piece| piece.chars().count() >= SHORTEST)
}

/// Every place where it stands, those that overlap too.
fn find(reading: &Reading, form: &[u8], note: &mut impl FnMut(Range<usize>)) {
    let mut from = 0;
    while let Some(at) = memmem::find(&reading.bytes[from..], form).map(|at| from + at) {
        note(reading.place(at..at + form.len()));
        from = at + 1;
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

    /// Whatever of an error's is AWS's own.
    #[test]
    fn every_part_of_an_error_is_masked() {
        use crate::ports::{ApiError, Cause, Earlier};
        let masks = Masks::default();
        masks.add(&SecretText::new("hunter2-and-more"));
        let said = |text: &str| format!("{text}: aHVudGVyMi1hbmQtbW9yZQ== hunter2%2Dand%2Dmore");
        let error = ApiError {
            operation: "PutParameter",
            code: said("code"),
            message: said("message"),
            request_id: Some(said("id")),
            cause: Cause::Refused,
            earlier: Earlier::NotDone,
        };
        let ApiError { operation: _, code, message, request_id, cause: _, earlier: _ } = error.masked(&masks);
        assert_eq!(
            [code, message, request_id.unwrap_or_default()],
            ["code", "message", "id"].map(|part| format!("{part}: (secret)== (secret)"))
        );
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
