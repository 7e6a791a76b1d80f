//! What no file may hold.

use schema::{Tree, may_be_secret, may_show_secret};

use super::Scene;
use super::place::PARAMETER;
use crate::address::Address;

/// Whether what AWS holds of a resource at a place is a secret, looks like one, or holds one that the run knows:
/// import leaves the same out. `name` is what the place is called.
pub(super) fn is_secret(scene: &Scene<'_>, address: &Address, name: &str, tree: &Tree) -> bool {
    let name = if address.kind() == PARAMETER && name == "value" { address.name() } else { name };
    shown(name, tree, scene.hidden)
}

fn shown(name: &str, tree: &Tree, hidden: &dyn Fn(&str) -> bool) -> bool {
    match tree {
        Tree::Text(text) => may_be_secret(name, text) || hidden(text),
        Tree::Number(number) => hidden(&number.to_string()),
        Tree::List(items) | Tree::Set(items) => items.iter().any(|item| shown(name, item, hidden)),
        Tree::Map(map) => {
            map.iter().any(|(key, tree)| may_show_secret(key) || hidden(key) || shown(key, tree, hidden))
        }
        Tree::Secret(_) => true,
        Tree::Undeclared | Tree::Bool(_) => false,
    }
}
