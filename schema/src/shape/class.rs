//! The three ways in which an unwritten field is not compared.

use crate::finding::Finding;
use crate::node::Node;
use crate::shape::{Class, Form, Misfit, Reader, Shape};
use crate::tree::Tree;

/// What AWS or others decide where nobody wrote it; unwritten is not compared.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct AwsDecides<T>(pub Option<T>);

/// What changes by itself, such as a version or a date: never written, never compared.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Volatile<T>(pub Option<T>);

/// What is not ours to know, such as a value that somebody else rotates: unwritten is not compared.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct NotOurs<T>(pub Option<T>);

impl<T> Default for AwsDecides<T> {
    fn default() -> Self {
        Self(None)
    }
}

impl<T> Default for Volatile<T> {
    fn default() -> Self {
        Self(None)
    }
}

impl<T> Default for NotOurs<T> {
    fn default() -> Self {
        Self(None)
    }
}

fn tree<T: Shape>(value: Option<&T>) -> Tree {
    value.map_or(Tree::Undeclared, T::tree)
}

fn from_tree<T: Shape>(tree: Option<&Tree>) -> Result<Option<T>, Misfit> {
    match tree {
        None | Some(Tree::Undeclared) => Ok(None),
        some => T::from_tree(some).map(Some),
    }
}

impl<T: Shape> Shape for AwsDecides<T> {
    fn read(node: &Node, reader: &mut Reader) -> Option<Self> {
        T::read(node, reader).map(|value| Self(Some(value)))
    }

    fn unwritten() -> Option<Self> {
        Some(Self(None))
    }

    fn tree(&self) -> Tree {
        tree(self.0.as_ref())
    }

    fn from_tree(tree: Option<&Tree>) -> Result<Self, Misfit> {
        from_tree(tree).map(Self)
    }

    fn form() -> Form {
        Form::Class(Class::AwsDecides, Box::new(T::form()))
    }
}

impl<T: Shape> Shape for Volatile<T> {
    /// Nobody can write it.
    fn read(_: &Node, reader: &mut Reader) -> Option<Self> {
        let span = reader.owner();
        reader.report(
            Finding::error("unknown-field", span, "this cannot be written: AWS changes it by itself")
                .help("take the field out"),
        );
        None
    }

    fn unwritten() -> Option<Self> {
        Some(Self(None))
    }

    fn tree(&self) -> Tree {
        tree(self.0.as_ref())
    }

    fn from_tree(tree: Option<&Tree>) -> Result<Self, Misfit> {
        from_tree(tree).map(Self)
    }

    fn form() -> Form {
        Form::Class(Class::Volatile, Box::new(T::form()))
    }
}

impl<T: Shape> Shape for NotOurs<T> {
    fn read(node: &Node, reader: &mut Reader) -> Option<Self> {
        T::read(node, reader).map(|value| Self(Some(value)))
    }

    fn unwritten() -> Option<Self> {
        Some(Self(None))
    }

    fn tree(&self) -> Tree {
        tree(self.0.as_ref())
    }

    fn from_tree(tree: Option<&Tree>) -> Result<Self, Misfit> {
        from_tree(tree).map(Self)
    }

    fn form() -> Form {
        Form::Class(Class::NotOurs, Box::new(T::form()))
    }
}
