//! One value on one line. A secret inside is a word.

use schema::{Tree, reference};

use super::text::escape;

/// What stands for a secret.
pub const SECRET: &str = "(secret)";

/// Stands on both sides of a text that would read as a number or a word among values that are one: it is
/// always shown in quotes.
pub(super) const QUOTE: char = '\u{e0f2}';

/// A text without what marks it as one.
pub(super) fn unmarked(text: &str) -> &str {
    text.strip_prefix(QUOTE).and_then(|text| text.strip_suffix(QUOTE)).unwrap_or(text)
}

/// A value on one line: texts bare where nothing could be misread, lists and maps in flow style.
pub fn inline(tree: &Tree) -> String {
    match tree {
        Tree::Text(text) => bare(text),
        other => inner(other),
    }
}

/// A value on one line in which a text is always quoted, so that `"5"` and `5` differ.
pub fn quoted(tree: &Tree) -> String {
    match tree {
        Tree::Text(text) => format!("\"{}\"", escape(&reference::written(text))),
        other => inner(other),
    }
}

fn bare(text: &str) -> String {
    let said = unmarked(text);
    let shown = escape(&reference::written(said));
    let arrow = [" → ", " -> "].iter().any(|arrow| shown.contains(arrow));
    let blank = shown.is_empty() || shown.trim() != shown;
    let misread = said != text || blank || arrow || shown.starts_with(['(', '"']);
    if misread { format!("\"{shown}\"") } else { shown }
}

/// Whether a text holds what divides a flow-style value.
fn flows(text: &str) -> bool {
    !reference::holds(text) && (text.contains([',', '[', ']', '{', '}']) || text.contains(": "))
}

fn inner(tree: &Tree) -> String {
    match tree {
        Tree::Undeclared => "(undeclared)".to_owned(),
        Tree::Bool(value) => value.to_string(),
        Tree::Number(value) => value.to_string(),
        Tree::Text(text) if flows(text) => quoted(tree),
        Tree::Text(text) => bare(text),
        Tree::List(items) | Tree::Set(items) => {
            format!("[{}]", items.iter().map(inner).collect::<Vec<_>>().join(", "))
        }
        Tree::Map(map) => {
            let declared = map.iter().filter(|(_, value)| !matches!(value, Tree::Undeclared));
            let pairs = declared.map(|(name, value)| format!("{}: {}", escape(name), inner(value)));
            format!("{{{}}}", pairs.collect::<Vec<_>>().join(", "))
        }
        Tree::Secret(_) => SECRET.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::render::samples::{CANARY, secret};

    #[test]
    fn flow_style_hides_a_secret_and_quotes_what_divides() {
        let tree = Tree::map([
            ("token", secret()),
            ("left", Tree::Undeclared),
            ("items", Tree::List(vec![Tree::text("a, b"), Tree::text("c:d"), Tree::Bool(true)])),
        ]);
        let shown = inline(&tree);
        assert_eq!(shown, "{items: [\"a, b\", c:d, true], token: (secret)}");
        assert!(!shown.contains(CANARY));
    }
}
