//! The hidden first line by which a comment is found again.
//!
//! It counts in the first bytes of a text alone: wherever else it stands, it is a value of somebody's.

use crate::render::plan::DIGEST;
use crate::view::fingerprint;

/// A text with the hidden line that names it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Marked {
    /// How every comment begins that this is a later form of.
    pub beginning: String,
    /// All of the comment.
    pub text: String,
}

impl Marked {
    /// A text that begins with its own hidden line; `None` where it has none.
    pub fn own(text: &str) -> Option<Self> {
        let (first, _) = text.split_once('\n')?;
        let (kind, key) = parsed(first.strip_suffix('\r').unwrap_or(first))?;
        Some(Self { beginning: beginning(kind, key), text: text.to_owned() })
    }

    /// A text under a name, in the place of the hidden line that it may have.
    pub fn named(text: &str, name: &str) -> Self {
        let rest = match Self::own(text) {
            Some(_) => text.split_once('\n').map_or("", |(_, rest)| rest),
            None => text,
        };
        let key = fingerprint([name]);
        let beginning = beginning("comment", &key[..DIGEST]);
        let text = format!("{beginning}-->\n{rest}");
        Self { beginning, text }
    }
}

fn beginning(kind: &str, key: &str) -> String {
    format!("<!-- trueup:{kind} v=1 key={key} ")
}

/// The kind and the key of a hidden line.
fn parsed(line: &str) -> Option<(&str, &str)> {
    let inner = line.strip_prefix("<!-- trueup:")?.strip_suffix("-->")?;
    let mut words = inner.split(' ');
    let (kind, version, key) = (words.next()?, words.next()?, words.next()?.strip_prefix("key=")?);
    let word = kind.bytes().all(|byte| byte.is_ascii_lowercase());
    let hexadecimal = key.len() == DIGEST && key.bytes().all(|byte| byte.is_ascii_hexdigit());
    (word && hexadecimal && version == "v=1" && !inner.contains("--")).then_some((kind, key))
}

#[cfg(test)]
mod tests {
    use super::*;

    const LINE: &str = "<!-- trueup:plan v=1 key=a6d4d27ef163 sha=4f2c change=none basis=none -->";

    #[test]
    fn only_the_first_line_names_a_comment() {
        let marked = Marked::own(&format!("{LINE}\ntext\n")).expect("it has one");
        assert_eq!(marked.beginning, "<!-- trueup:plan v=1 key=a6d4d27ef163 ");
        assert!(marked.text.starts_with(&marked.beginning));
        for text in [
            String::new(),
            LINE.to_owned(),
            format!("\n{LINE}\n"),
            format!(" {LINE}\n"),
            format!("text\n{LINE}\n"),
            format!("\u{feff}{LINE}\n"),
            "<!-- trueup:plan v=2 key=a6d4d27ef163 -->\n".to_owned(),
            "<!-- trueup:plan v=1 key=a6d4 -->\n".to_owned(),
            "<!-- trueup:plan v=1 key=a6d4d27ef163 --><b> -->\n".to_owned(),
            "<!-- trueup:plan v=1 key=../../../..12 -->\n".to_owned(),
        ] {
            assert_eq!(Marked::own(&text), None, "{text}");
        }
    }

    #[test]
    fn a_name_takes_the_place_of_the_files_own() {
        let (plain, with) =
            (Marked::named("text\n", "x-->y"), Marked::named(&format!("{LINE}\ntext\n"), "x-->y"));
        assert_eq!(plain, with);
        assert_eq!(Marked::own(&plain.text).map(|own| own.beginning), Some(plain.beginning));
        assert_ne!(Marked::named("text\n", "other").text, with.text);
    }
}
