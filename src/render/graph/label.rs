//! What stands in a box, and how wide that is.

use engine::Address;

use crate::view::text::{clip, columns, escape};

/// Characters of the longest line of a label.
const LONGEST: usize = 40;

/// A label: the kind above the name.
pub(super) struct Label {
    pub(super) kind: String,
    pub(super) name: String,
}

impl Label {
    /// The label of an address. A long name loses its beginning: its end tells it from its neighbours.
    pub(super) fn of(address: &Address) -> Self {
        let kind = clip(&escape(address.kind()), LONGEST, "…");
        Self { kind, name: end(&escape(address.name()), LONGEST) }
    }

    /// The width of its longer line.
    pub(super) fn width(&self) -> usize {
        width(&self.kind, KIND).max(width(&self.name, NAME))
    }
}

/// Font size of the kind.
pub(super) const KIND: usize = 10;
/// Font size of the name.
pub(super) const NAME: usize = 12;

/// How wide a text in a monospaced font of some size is: six tenths of the size a column. Drawn with just this
/// `textLength`, it is as wide in any font.
pub(super) fn width(text: &str, size: usize) -> usize {
    (columns(text) * size * 6).div_ceil(10)
}

/// The end of a text that fits into so many columns, from a slash on where one is near.
fn end(text: &str, most: usize) -> String {
    if columns(text) <= most {
        return text.to_owned();
    }
    let fits = |at: &usize| columns(&text[*at..]) < most;
    let starts: Vec<usize> = text.char_indices().map(|(at, _)| at).filter(fits).collect();
    let slash = starts.iter().take(most / 2).find(|at| text[**at..].starts_with('/'));
    let start = slash.or(starts.first()).copied().unwrap_or(text.len());
    format!("…{}", &text[start..])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_long_name_keeps_its_end() {
        for (name, shown) in [
            ("webshop/production/database/port", "webshop/production/database/port"),
            ("platform/webshop/production/eu/database/primary/port", "…/production/eu/database/primary/port"),
            (
                "a-name-that-has-no-slash-in-it-however-long-it-may-be",
                "…s-no-slash-in-it-however-long-it-may-be",
            ),
            ("日本語日本語日本語日本語日本語日本語日本語", "…語日本語日本語日本語日本語日本語日本語"),
        ] {
            let label = Label::of(&Address::new("Parameter", name));
            assert_eq!(label.name, shown);
            assert!(columns(&label.name) <= LONGEST);
        }
    }
}
