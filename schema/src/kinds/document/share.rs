//! With whom a document is shared, written short or whole.

use std::collections::{BTreeMap, BTreeSet};

use super::SharedVersion;
use crate::node::{Node, Value};
use crate::shape::{Form, Misfit, Reader, Shape, Word};
use crate::tree::Tree;

/// The accounts that may use a document.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum WrittenShare {
    /// A list: each may use the default version.
    Accounts(BTreeSet<String>),
    /// A map: each may use the versions that it says.
    Versions(BTreeMap<String, Word<SharedVersion>>),
}

impl Default for WrittenShare {
    fn default() -> Self {
        Self::Accounts(BTreeSet::new())
    }
}

impl WrittenShare {
    /// Each account and the versions that it may use.
    pub fn accounts(&self) -> BTreeMap<String, Word<SharedVersion>> {
        match self {
            Self::Accounts(accounts) => {
                let default = Word::Known(SharedVersion::Default);
                accounts.iter().map(|account| (account.clone(), default.clone())).collect()
            }
            Self::Versions(versions) => versions.clone(),
        }
    }
}

impl Shape for WrittenShare {
    fn read(node: &Node, reader: &mut Reader) -> Option<Self> {
        match &node.value {
            Value::Map(_) => BTreeMap::read(node, reader).map(Self::Versions),
            Value::List(_) | Value::Scalar(_) => BTreeSet::read(node, reader).map(Self::Accounts),
        }
    }

    fn tree(&self) -> Tree {
        match self {
            Self::Accounts(accounts) => accounts.tree(),
            Self::Versions(versions) => versions.tree(),
        }
    }

    fn from_tree(tree: Option<&Tree>) -> Result<Self, Misfit> {
        match tree {
            Some(Tree::Map(_)) => BTreeMap::from_tree(tree).map(Self::Versions),
            other => BTreeSet::from_tree(other).map(Self::Accounts),
        }
    }

    fn form() -> Form {
        Form::Any(vec![BTreeSet::<String>::form(), BTreeMap::<String, Word<SharedVersion>>::form()])
    }
}
