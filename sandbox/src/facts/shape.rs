//! Shapes: the types of the API.

use std::ops::Deref;

use super::Name;
use super::facts;
use super::pattern::Pattern;

/// A shape of the table, by number. It reads like the shape itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(crate) struct ShapeRef(pub(super) u32);

impl Deref for ShapeRef {
    type Target = Shape;

    fn deref(&self) -> &'static Shape {
        facts().shape(*self)
    }
}

/// One type of the API.
#[derive(Debug)]
pub(crate) struct Shape {
    pub(crate) name: Name,
    pub(crate) kind: Kind,
    /// The model calls it sensitive; so is everything inside it.
    pub(crate) secret: bool,
    pub(crate) min: Option<i64>,
    pub(crate) max: Option<i64>,
    /// The words of an enum; none where any text will do.
    pub(crate) words: Vec<Name>,
    pub(crate) pattern: Option<Pattern>,
    pub(crate) error: Option<ErrorFacts>,
}

/// What makes a structure an error.
#[derive(Debug)]
pub(crate) struct ErrorFacts {
    /// The code on the wire where it is not the shape's name.
    pub(crate) code: Option<Name>,
    pub(crate) status: Option<u16>,
}

/// What a shape holds.
#[derive(Debug)]
pub(crate) enum Kind {
    Structure(Vec<Member>),
    List { member: ShapeRef },
    Map { key: ShapeRef, value: ShapeRef },
    Text,
    Blob,
    Boolean,
    Integer,
    Long,
    Timestamp,
}

/// A member of a structure.
#[derive(Debug)]
pub(crate) struct Member {
    pub(crate) name: Name,
    /// The name in XML and forms, where it is another.
    pub(crate) wire: Option<Name>,
    pub(crate) shape: ShapeRef,
    pub(crate) required: bool,
    /// The client's idempotency token.
    pub(crate) token: bool,
}

impl Shape {
    /// The members of a structure; none for any other shape.
    pub(crate) fn members(&self) -> &[Member] {
        match &self.kind {
            Kind::Structure(members) => members,
            Kind::List { .. }
            | Kind::Map { .. }
            | Kind::Text
            | Kind::Blob
            | Kind::Boolean
            | Kind::Integer
            | Kind::Long
            | Kind::Timestamp => &[],
        }
    }

    pub(crate) fn member(&self, name: &str) -> Option<&Member> {
        self.members().iter().find(|member| member.name == name)
    }
}
