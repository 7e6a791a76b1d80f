//! Replaces references in trees by what they refer to, as far as that is known.

use std::collections::BTreeMap;

use schema::reference::{self, Piece, pieces};
use schema::{Origin, Secret, SecretText, Tree};

use crate::address::Address;

/// Replaces every reference that `known` answers. A text with a secret in it becomes a secret; a
/// text with an unknown left in it stays marked.
pub fn bind(tree: &Tree, known: &impl Fn(&Address, &str) -> Option<Tree>) -> Tree {
    match tree {
        Tree::Text(text) if reference::holds(text) => bind_text(text, known),
        Tree::Secret(secret) => match (&secret.origin, &secret.text) {
            (Some(Origin::Reference { text }), None) => match bind_text(text, known) {
                Tree::Text(bound) if !reference::holds(&bound) => secret_text(text, bound, None),
                Tree::Text(_) => tree.clone(),
                bound => bound,
            },
            _ => tree.clone(),
        },
        Tree::List(items) => Tree::List(items.iter().map(|item| bind(item, known)).collect()),
        Tree::Set(items) => Tree::set(items.iter().map(|item| bind(item, known))),
        Tree::Map(map) => {
            let bound: BTreeMap<_, _> =
                map.iter().map(|(name, value)| (name.clone(), bind(value, known))).collect();
            Tree::Map(bound)
        }
        Tree::Text(_) | Tree::Undeclared | Tree::Bool(_) | Tree::Number(_) => tree.clone(),
    }
}

fn bind_text(text: &str, known: &impl Fn(&Address, &str) -> Option<Tree>) -> Tree {
    let mut made = String::new();
    let mut secret = false;
    let mut versions: Vec<String> = Vec::new();
    for piece in pieces(text) {
        match piece {
            Piece::Text(text) => made.push_str(text),
            Piece::Reference { address, attribute } => match known(&Address::from(address), attribute) {
                Some(Tree::Secret(told)) => match told.text {
                    Some(value) => {
                        secret = true;
                        versions.extend(told.version);
                        made.push_str(value.expose());
                    }
                    None => return Secret::unresolved(origin(text)).into(),
                },
                Some(value) => match plain(&value) {
                    Some(value) => made.push_str(&value),
                    None => return Tree::text(text),
                },
                None => return Tree::text(text),
            },
        }
    }
    let version = (!versions.is_empty()).then(|| versions.join(","));
    if secret { secret_text(text, made, version) } else { Tree::Text(made) }
}

/// A text with secrets in it has the versions of all of them.
fn secret_text(text: &str, bound: String, version: Option<String>) -> Tree {
    Secret { origin: Some(origin(text)), text: Some(SecretText::new(bound)), version }.into()
}

fn origin(text: &str) -> Origin {
    Origin::Reference { text: text.to_owned() }
}

/// The text that a value stands for inside another text: a list is joined as Parameter Store
/// joins a StringList.
fn plain(tree: &Tree) -> Option<String> {
    match tree {
        Tree::Text(text) if !reference::holds(text) => Some(text.clone()),
        Tree::Number(number) => Some(number.to_string()),
        Tree::Bool(value) => Some(value.to_string()),
        Tree::List(items) => items.iter().map(plain).collect::<Option<Vec<_>>>().map(|items| items.join(",")),
        Tree::Text(_) | Tree::Undeclared | Tree::Set(_) | Tree::Map(_) | Tree::Secret(_) => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn known(address: &Address, attribute: &str) -> Option<Tree> {
        match (address.as_str(), attribute) {
            ("Parameter/host", "value") => Some(Tree::text("db.local")),
            ("Parameter/password", "value") => Some(Secret::live(Some(SecretText::new("hunter2"))).into()),
            _ => None,
        }
    }

    #[test]
    fn a_text_with_a_secret_in_it_is_a_secret() {
        let text = format!(
            "u:{}@{}",
            reference::mark("Parameter/password", "value"),
            reference::mark("Parameter/host", "value")
        );
        let Tree::Secret(secret) = bind(&Tree::text(text), &known) else { panic!("not a secret") };
        assert_eq!(secret.text.expect("bound").expose(), "u:hunter2@db.local");
    }

    #[test]
    fn what_is_known_later_stays_marked() {
        let text = reference::mark("Parameter/later", "value");
        assert_eq!(bind(&Tree::text(text.clone()), &known).as_text(), Some(text.as_str()));
    }
}
