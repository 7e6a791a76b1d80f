//! References inside text: `${Parameter/webshop/ami/web.value}`.
//!
//! Interpolation replaces every reference by a mark that no manifest can hold (two private-use
//! characters around `address.attribute`), so that `$${` and a script's own `${…}` are plain
//! text from then on and no later stage has to know about escapes.

/// Opens a mark. Refused in manifests.
pub const OPEN: char = '\u{E0F0}';
/// Closes a mark. Refused in manifests.
pub const CLOSE: char = '\u{E0F1}';

/// A part of a text that may hold references.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Piece<'a> {
    /// Text as it stands.
    Text(&'a str),
    /// An address and an attribute: `Parameter/webshop/ami/web`, `value`.
    Reference {
        /// Whose attribute.
        address: &'a str,
        /// Which attribute.
        attribute: &'a str,
    },
}

/// Writes a reference's mark.
pub fn mark(address: &str, attribute: &str) -> String {
    format!("{OPEN}{address}.{attribute}{CLOSE}")
}

/// Whether a text holds a reference.
pub fn holds(text: &str) -> bool {
    text.contains(OPEN)
}

/// Takes a text apart.
pub fn pieces(text: &str) -> Vec<Piece<'_>> {
    let mut rest = text;
    let mut found = Vec::new();
    while let Some(open) = rest.find(OPEN) {
        if open > 0 {
            found.push(Piece::Text(&rest[..open]));
        }
        let inner = &rest[open + OPEN.len_utf8()..];
        let close = inner.find(CLOSE).unwrap_or(inner.len());
        if let Some((address, attribute)) = inner[..close].rsplit_once('.') {
            found.push(Piece::Reference { address, attribute });
        }
        rest = inner.get(close + CLOSE.len_utf8()..).unwrap_or_default();
    }
    if !rest.is_empty() {
        found.push(Piece::Text(rest));
    }
    found
}

/// Writes a marked text as a person wrote it, `${address.attribute}` again.
pub fn written(text: &str) -> String {
    text.replace(OPEN, "${").replace(CLOSE, "}")
}
