//! Holds replies against the table, so that a handler cannot answer what AWS's clients could not read.

use crate::facts::{Kind, Operation, ShapeRef, facts};
use crate::tree::{Record, Tree};

/// Codes that any operation may answer, because something in front of it raises them.
const COMMON: &[&str] = &[
    "AccessDeniedException",
    "ExpiredTokenException",
    "IncompleteSignatureException",
    "InternalServerError",
    "MissingAuthenticationTokenException",
    "SerializationException",
    "ThrottlingException",
    "UnknownOperationException",
    "UnrecognizedClientException",
    "ValidationError",
    "ValidationException",
];

/// What is wrong with a reply, for the shape that it should have.
pub(crate) fn complaint(shape: ShapeRef, reply: &Record) -> Option<String> {
    structure(shape, reply)
}

fn structure(shape: ShapeRef, record: &Record) -> Option<String> {
    if let Some((name, _)) = record.iter().find(|(name, _)| shape.member(name).is_none()) {
        return Some(format!("`{}` has no member `{name}`", shape.name));
    }
    shape.members().iter().find_map(|member| match record.get(member.name) {
        Some(value) => value_in(member.shape, value),
        None if member.required => Some(format!("`{}` must have `{}`", shape.name, member.name)),
        None => None,
    })
}

fn value_in(shape: ShapeRef, value: &Tree) -> Option<String> {
    match (&shape.kind, value) {
        (Kind::Structure(_), Tree::Record(record)) => structure(shape, record),
        (Kind::List { member }, Tree::List(items)) => items.iter().find_map(|item| value_in(*member, item)),
        (Kind::Map { value: inner, .. }, Tree::Map(entries)) => {
            entries.iter().find_map(|(_, item)| value_in(*inner, item))
        }
        (Kind::Text, Tree::Text(text)) if !shape.words.is_empty() => {
            let known = shape.words.contains(&&**text);
            (!known).then(|| format!("`{text}` is no word of `{}`", shape.name))
        }
        (Kind::Text | Kind::Blob, Tree::Text(_))
        | (Kind::Boolean, Tree::Bool(_))
        | (Kind::Integer | Kind::Long | Kind::Timestamp, Tree::Integer(_)) => None,
        _ => Some(format!("a value of `{}` has another type", shape.name)),
    }
}

impl Operation {
    /// Whether AWS's model, the overlay or the front of every service lets this operation answer the code.
    pub(crate) fn may_answer(&self, code: &str) -> bool {
        COMMON.contains(&code) || self.errors.contains(&code) || self.error(code).is_some()
    }

    /// The shape of an error of this operation, by its name or its code on the wire. What only the front of a
    /// service raises has none.
    pub(crate) fn error(&self, code: &str) -> Option<ShapeRef> {
        facts().error(self.service, code).filter(|shape| self.errors.contains(&shape.name))
    }
}
