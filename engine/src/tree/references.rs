//! The references that stand in a tree.

use schema::reference::{Piece, pieces};
use schema::{Origin, Tree};

/// The address and the attribute of every reference in a tree.
pub fn references(tree: &Tree) -> impl Iterator<Item = (&str, &str)> {
    tree.walk().filter_map(referring).flat_map(pieces).filter_map(|piece| match piece {
        Piece::Reference { address, attribute } => Some((address, attribute)),
        Piece::Text(_) => None,
    })
}

/// The text of a value that may hold references.
fn referring(tree: &Tree) -> Option<&str> {
    match tree {
        Tree::Text(text) => Some(text),
        Tree::Secret(secret) => match &secret.origin {
            Some(Origin::Reference { text }) => Some(text),
            Some(_) | None => None,
        },
        Tree::List(_) | Tree::Set(_) | Tree::Map(_) | Tree::Undeclared | Tree::Bool(_) | Tree::Number(_) => {
            None
        }
    }
}
