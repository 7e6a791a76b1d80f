//! A text taken apart at its `${`, `$${` and `}`, read once from its first byte to its last.

use std::iter;

/// A part of a text. All parts of a text, one after the other, are the text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Part<'a> {
    /// What stands between the others.
    Text(&'a str),
    /// `${`.
    Open,
    /// `$${`, which stands for `${` itself.
    Escape,
    /// `}`.
    Close,
}

/// What opens: the scalar's raw text and its unescaped one have it at the same ordinals.
pub(super) const OPEN: &str = "${";
const ESCAPE: &str = "$${";
const CLOSE: &str = "}";

/// The parts of a text, in order, each with the byte where it begins.
pub(super) fn parts(text: &str) -> impl Iterator<Item = (usize, Part<'_>)> {
    let mut next = 0;
    iter::from_fn(move || {
        let (at, rest) = (next, &text[next..]);
        if rest.is_empty() {
            return None;
        }
        let part = sign(rest).unwrap_or_else(|| {
            let signs = rest.match_indices(['$', '}']).map(|(at, _)| at);
            let end = signs.into_iter().find(|at| sign(&rest[*at..]).is_some());
            Part::Text(&rest[..end.unwrap_or(rest.len())])
        });
        next += part.written().len();
        Some((at, part))
    })
}

/// The part that a text begins with, where that is more than text.
fn sign(text: &str) -> Option<Part<'static>> {
    [Part::Escape, Part::Open, Part::Close].into_iter().find(|part| text.starts_with(part.written()))
}

impl<'a> Part<'a> {
    /// The part as it stands in the text.
    pub(super) fn written(self) -> &'a str {
        match self {
            Self::Text(text) => text,
            Self::Open => OPEN,
            Self::Escape => ESCAPE,
            Self::Close => CLOSE,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn kinds(text: &str) -> Vec<Part<'_>> {
        parts(text).map(|(_, part)| part).collect()
    }

    #[test]
    fn signs_are_told_from_text() {
        assert_eq!(kinds("a${b}"), [Part::Text("a"), Part::Open, Part::Text("b"), Part::Close]);
        assert_eq!(kinds("$${b"), [Part::Escape, Part::Text("b")]);
        assert_eq!(kinds("$$${"), [Part::Text("$"), Part::Escape]);
        assert_eq!(kinds("${${"), [Part::Open, Part::Open]);
        assert_eq!(kinds("$ é$"), [Part::Text("$ é$")]);
        assert_eq!(kinds(""), []);
    }

    /// Every byte belongs to one part: nothing is read twice, however it is nested or left open.
    #[test]
    fn all_parts_together_are_the_text() {
        for piece in ["${", "$${", "}", "$", "${a}", "${a${b}", "$$$", "é${"] {
            let text = piece.repeat(1_000);
            let mut end = 0;
            for (at, part) in parts(&text) {
                assert_eq!(at, end, "{piece}");
                assert!(text[at..].starts_with(part.written()), "{piece}");
                end += part.written().len();
            }
            assert_eq!(end, text.len(), "{piece}");
        }
    }
}
