//! What of a manifest may show a secret, told from what it means: names with their values, and what a content
//! parses to beside its own bytes.

use schema::kinds::document::Parsed;
use schema::{Node, Tree, Value, may_be_secret, may_show_secret, shows_secret};

/// Keys that say something of what holds them: the name of that is theirs.
const OF_THE_NAME: &[&str] = &["default", "value", "values"];

/// Whether a tree under a name may show a secret.
pub(super) fn may_show(name: &str, tree: &Tree) -> bool {
    match tree {
        Tree::Text(text) => may_be_secret(name, text),
        Tree::Number(number) => may_be_secret(name, &number.to_string()),
        Tree::List(items) | Tree::Set(items) => items.iter().any(|item| may_show(name, item)),
        Tree::Map(map) => {
            map.iter().any(|(key, tree)| may_show_secret(key) || may_show(named(name, key), tree))
        }
        Tree::Undeclared | Tree::Bool(_) | Tree::Secret(_) => false,
    }
}

/// Whether a content may show one. What it parses to decides: its names are those of what it means.
pub(super) fn content_may_show(text: &str) -> bool {
    match Parsed::of(text) {
        Ok(parsed) => shows_secret(text) || text.lines().any(comment) || node_may_show("", &parsed.node),
        Err(_) => may_show_secret(text),
    }
}

/// Whether a line is a comment that may.
fn comment(line: &str) -> bool {
    line.trim_start().strip_prefix('#').is_some_and(may_show_secret)
}

fn node_may_show(name: &str, node: &Node) -> bool {
    match &node.value {
        Value::Scalar(scalar) => may_be_secret(name, &scalar.text),
        Value::List(items) => items.iter().any(|item| node_may_show(name, item)),
        Value::Map(entries) => entries.iter().any(|entry| {
            may_show_secret(&entry.key.text) || node_may_show(named(name, &entry.key.text), &entry.value)
        }),
    }
}

fn named<'a>(name: &'a str, key: &'a str) -> &'a str {
    if OF_THE_NAME.contains(&key) { name } else { key }
}
