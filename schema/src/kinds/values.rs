//! Lists of texts of which one may be written alone.

use std::collections::BTreeSet;

use crate::node::{Node, Value};
use crate::shape::{Form, Misfit, Reader, Shape};
use crate::tree::Tree;

/// Texts in order, such as a document's parameter: `Install` is `[Install]`.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Default)]
pub struct Values(pub Vec<String>);

/// Texts in no order, such as a target's values: `Production` is `[Production]`.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Default)]
pub struct ValueSet(pub BTreeSet<String>);

/// One text, or a list that is read as it is.
fn one_or_more<L: Shape>(node: &Node, reader: &mut Reader, one: impl Fn(String) -> L) -> Option<L> {
    match &node.value {
        Value::Scalar(_) => String::read(node, reader).map(one),
        Value::List(_) | Value::Map(_) => L::read(node, reader),
    }
}

impl Shape for Values {
    fn read(node: &Node, reader: &mut Reader) -> Option<Self> {
        one_or_more(node, reader, |text| vec![text]).map(Self)
    }

    fn tree(&self) -> Tree {
        self.0.tree()
    }

    fn from_tree(tree: Option<&Tree>) -> Result<Self, Misfit> {
        Vec::from_tree(tree).map(Self)
    }

    fn form() -> Form {
        Form::Any(vec![String::form(), Vec::<String>::form()])
    }
}

impl Shape for ValueSet {
    fn read(node: &Node, reader: &mut Reader) -> Option<Self> {
        one_or_more(node, reader, |text| BTreeSet::from([text])).map(Self)
    }

    fn tree(&self) -> Tree {
        self.0.tree()
    }

    fn from_tree(tree: Option<&Tree>) -> Result<Self, Misfit> {
        BTreeSet::from_tree(tree).map(Self)
    }

    fn form() -> Form {
        Form::Any(vec![String::form(), BTreeSet::<String>::form()])
    }
}
