//! Values that are not read here: left for somebody else, or not built yet.

use crate::finding::Finding;
use crate::node::Node;
use crate::shape::{Class, Form, Misfit, Reader, Shape};
use crate::tree::Tree;

/// Any value; only that it is there counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Anything;

impl Shape for Anything {
    fn read(_: &Node, _: &mut Reader) -> Option<Self> {
        Some(Self)
    }

    fn tree(&self) -> Tree {
        Tree::Undeclared
    }

    fn from_tree(_: Option<&Tree>) -> Result<Self, Misfit> {
        Ok(Self)
    }

    fn form() -> Form {
        Form::Anything
    }
}

/// A field that is part of the language and that this version cannot honour yet. To write it is
/// an error, since to leave it out silently would break a promise.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct NotYet;

impl Shape for NotYet {
    fn read(_: &Node, reader: &mut Reader) -> Option<Self> {
        let span = reader.owner();
        reader.report(
            Finding::error("not-yet", span, "this version of trueup cannot do this yet")
                .help("take the field out"),
        );
        None
    }

    fn unwritten() -> Option<Self> {
        Some(Self)
    }

    fn tree(&self) -> Tree {
        Tree::Undeclared
    }

    fn from_tree(_: Option<&Tree>) -> Result<Self, Misfit> {
        Ok(Self)
    }

    fn form() -> Form {
        Form::Class(Class::NotYet, Box::new(Form::Anything))
    }
}
