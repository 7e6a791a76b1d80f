//! What a target is: nodes by tags or ids, or a resource group.

use std::collections::{BTreeMap, BTreeSet};

use crate::kinds::values::ValueSet;
use crate::node::{Node, Value};
use crate::shape::{Form, Misfit, Reader, Shape};
use crate::tree::Tree;

/// What a target is. AWS cannot make nodes into a group, nor a group into nodes.
#[derive(Debug, Clone, PartialEq, Eq, Shape)]
pub enum Selection {
    /// Nodes by their tags: `tag:Name` with values of which one fits, or `tag-key` with names; all must fit.
    Where(BTreeMap<String, ValueSet>),
    /// Nodes by their ids.
    Instances(BTreeSet<String>),
    /// A group of AWS Resource Groups: its name, or a map of name and types.
    ResourceGroup(ResourceGroup),
}

/// A resource group.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ResourceGroup {
    /// Its name.
    pub name: String,
    /// The types of its resources that are meant, such as `AWS::EC2::Instance`; all where none are written.
    pub types: BTreeSet<String>,
}

/// A resource group written as a map.
#[derive(Debug, Clone, Shape)]
struct WholeGroup {
    /// Its name.
    name: String,
    /// The types of its resources that are meant, such as `AWS::EC2::Instance`; all where none are written.
    #[shape(default)]
    types: BTreeSet<String>,
}

impl From<WholeGroup> for ResourceGroup {
    fn from(WholeGroup { name, types }: WholeGroup) -> Self {
        Self { name, types }
    }
}

impl Shape for ResourceGroup {
    fn read(node: &Node, reader: &mut Reader) -> Option<Self> {
        match &node.value {
            Value::Map(_) => WholeGroup::read(node, reader).map(Self::from),
            Value::Scalar(_) | Value::List(_) => {
                String::read(node, reader).map(|name| Self { name, types: BTreeSet::new() })
            }
        }
    }

    fn tree(&self) -> Tree {
        WholeGroup { name: self.name.clone(), types: self.types.clone() }.tree()
    }

    fn from_tree(tree: Option<&Tree>) -> Result<Self, Misfit> {
        WholeGroup::from_tree(tree).map(Self::from)
    }

    fn form() -> Form {
        Form::Any(vec![String::form(), WholeGroup::form()])
    }
}
