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
    /// Its name; every group's resources of some types are meant where none is written.
    pub name: Option<String>,
    /// The types of resources that are meant, such as `AWS::EC2::Instance`; all of the group where none are written.
    pub types: BTreeSet<String>,
}

/// A resource group written as a map.
#[derive(Debug, Clone, Shape)]
struct WholeGroup {
    /// Its name; resources of some types are meant, whatever their group, where none is written.
    name: Option<String>,
    /// The types of resources that are meant, such as `AWS::EC2::Instance`; all of the group where none are written.
    #[shape(default)]
    types: BTreeSet<String>,
}

impl From<WholeGroup> for ResourceGroup {
    fn from(WholeGroup { name, types }: WholeGroup) -> Self {
        Self { name, types }
    }
}

impl ResourceGroup {
    /// Whether it says anything: a name, or types.
    pub(in crate::kinds) fn names_any(&self) -> bool {
        match &self.name {
            Some(name) => !name.is_empty(),
            None => !self.types.is_empty(),
        }
    }
}

impl Shape for ResourceGroup {
    fn read(node: &Node, reader: &mut Reader) -> Option<Self> {
        match &node.value {
            Value::Map(_) => WholeGroup::read(node, reader).map(Self::from),
            Value::Scalar(_) | Value::List(_) => {
                String::read(node, reader).map(|name| Self { name: Some(name), types: BTreeSet::new() })
            }
        }
    }

    fn stand_in() -> Option<Self> {
        String::stand_in().map(|name| Self { name: Some(name), types: BTreeSet::new() })
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
