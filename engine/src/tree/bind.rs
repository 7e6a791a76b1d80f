//! Replaces references in trees by what they refer to, as far as that is known.

use std::collections::BTreeMap;

use schema::bounds::TEXT;
use schema::reference::{self, Piece, pieces};
use schema::{Origin, Secret, SecretText, Tree};

use crate::address::Address;

/// References would make more than there is room for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("what its references stand for is longer than {} MiB in all", TEXT >> 20)]
pub struct TooLong;

/// Replaces every reference that `known` answers. A text with a secret in it becomes a secret, also
/// while it refers to what is not known; another text with an unknown in it stays marked.
///
/// # Errors
/// A text becomes longer than [`TEXT`], or all of them together longer than `room`, from which what is
/// made is taken. References multiply: without a bound, forty short parameters would fill any memory.
pub fn bind(
    tree: &Tree,
    room: &mut usize,
    known: &impl Fn(&Address, &str) -> Option<Tree>,
) -> Result<Tree, TooLong> {
    Ok(match tree {
        Tree::Text(text) if reference::holds(text) => bind_text(text, room, known)?,
        Tree::Secret(secret) => match (&secret.origin, &secret.text) {
            (Some(Origin::Reference { text }), None) => match bind_text(text, room, known)? {
                Tree::Text(bound) if !reference::holds(&bound) => secret_text(text, bound, None),
                Tree::Text(_) => tree.clone(),
                bound => bound,
            },
            _ => tree.clone(),
        },
        Tree::List(items) => {
            Tree::List(items.iter().map(|item| bind(item, room, known)).collect::<Result<_, _>>()?)
        }
        Tree::Set(items) => {
            let bound: Vec<Tree> =
                items.iter().map(|item| bind(item, room, known)).collect::<Result<_, _>>()?;
            Tree::set(bound)
        }
        Tree::Map(map) => {
            let bound =
                |(name, value): (&schema::tree::Name, &Tree)| Ok((name.clone(), bind(value, room, known)?));
            Tree::Map(map.iter().map(bound).collect::<Result<BTreeMap<_, _>, TooLong>>()?)
        }
        Tree::Text(_) | Tree::Undeclared | Tree::Bool(_) | Tree::Number(_) => tree.clone(),
    })
}

fn bind_text(
    text: &str,
    room: &mut usize,
    known: &impl Fn(&Address, &str) -> Option<Tree>,
) -> Result<Tree, TooLong> {
    let mut made = String::new();
    let (mut secret, mut open) = (false, false);
    let mut versions: Vec<String> = Vec::new();
    let mut add = |more: &str| {
        *room = room.checked_sub(more.len()).ok_or(TooLong)?;
        if made.len() + more.len() > TEXT {
            return Err(TooLong);
        }
        made.push_str(more);
        Ok(())
    };
    for piece in pieces(text) {
        match piece {
            Piece::Text(text) => add(text)?,
            Piece::Reference { address, attribute } => match known(&Address::from(address), attribute) {
                Some(Tree::Secret(told)) => {
                    secret = true;
                    versions.extend(told.version);
                    match told.text {
                        Some(value) => add(value.expose())?,
                        None => open = true,
                    }
                }
                value => match value.as_ref().and_then(plain) {
                    Some(value) => add(&value)?,
                    None => open = true,
                },
            },
        }
    }
    let version = (!versions.is_empty()).then(|| versions.join(","));
    Ok(match (secret, open) {
        (true, true) => {
            drop(SecretText::new(made));
            Secret::unresolved(origin(text)).into()
        }
        (true, false) => secret_text(text, made, version),
        (false, true) => Tree::text(text),
        (false, false) => Tree::Text(made),
    })
}

/// A text with secrets in it has the versions of all of them.
fn secret_text(text: &str, bound: String, version: Option<String>) -> Tree {
    Secret { origin: Some(origin(text)), text: Some(SecretText::new(bound)), version }.into()
}

fn origin(text: &str) -> Origin {
    Origin::Reference { text: text.to_owned() }
}

/// What AWS shows, as the secret that it is to be; `None` where no text stands for it.
pub fn hide(tree: Tree) -> Option<Tree> {
    match tree {
        Tree::Secret(_) => Some(tree),
        shown => plain(&shown).map(|text| Secret::live(Some(SecretText::new(text))).into()),
    }
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

    fn bound(text: &str) -> Tree {
        bind(&Tree::text(text), &mut 1000, &known).expect("short")
    }

    #[test]
    fn a_text_with_a_secret_in_it_is_a_secret() {
        let text = format!(
            "u:{}@{}",
            reference::mark("Parameter/password", "value"),
            reference::mark("Parameter/host", "value")
        );
        let Tree::Secret(secret) = bound(&text) else { panic!("not a secret") };
        assert_eq!(secret.text.expect("bound").expose(), "u:hunter2@db.local");
    }

    #[test]
    fn what_is_known_later_stays_marked() {
        let text = reference::mark("Parameter/later", "value");
        assert_eq!(bound(&text).as_text(), Some(text.as_str()));
    }

    #[test]
    fn a_secret_among_what_is_known_later_makes_it_secret() {
        let (later, password) =
            (reference::mark("Parameter/later", "value"), reference::mark("Parameter/password", "value"));
        for text in [format!("{later} {password}"), format!("{password} {later}")] {
            let Tree::Secret(secret) = bound(&text) else { panic!("not a secret") };
            assert!(secret.text.is_none());
            assert_eq!(secret.origin, Some(origin(&text)));
        }
    }

    #[test]
    fn what_is_made_has_an_end() {
        let tree = Tree::List(vec![Tree::text(reference::mark("Parameter/host", "value")); 3]);
        let mut room = 3 * "db.local".len();
        assert!(bind(&tree, &mut room, &known).is_ok());
        assert_eq!(room, 0);
        assert_eq!(bind(&tree, &mut (2 * "db.local".len()), &known).err(), Some(TooLong));
        let long = |_: &Address, _: &str| Some(Tree::Text("x".repeat(TEXT / 2 + 1)));
        let twice = Tree::text(reference::mark("Parameter/a", "value").repeat(2));
        assert_eq!(bind(&twice, &mut { usize::MAX }, &long).err(), Some(TooLong));
    }
}
