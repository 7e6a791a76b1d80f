//! What may be absent, and what holds many: ordered, a set, or keyed.

use std::collections::{BTreeMap, BTreeSet};

use crate::finding::Finding;
use crate::node::{Node, Value};
use crate::shape::foreign::listed_map;
use crate::shape::{Form, Misfit, Reader, Shape};
use crate::tree::Tree;

impl<T: Shape> Shape for Option<T> {
    fn read(node: &Node, reader: &mut Reader) -> Option<Self> {
        T::read(node, reader).map(Some)
    }

    fn unwritten() -> Option<Self> {
        Some(None)
    }

    /// `None` has no entry; where it must be a tree all the same, it is undeclared.
    fn tree(&self) -> Tree {
        self.as_ref().map_or(Tree::Undeclared, T::tree)
    }

    fn entry(&self) -> Option<Tree> {
        self.as_ref().map(T::tree)
    }

    fn from_tree(tree: Option<&Tree>) -> Result<Self, Misfit> {
        match tree {
            None | Some(Tree::Undeclared) => Ok(None),
            some => T::from_tree(some).map(Some),
        }
    }

    fn form() -> Form {
        Form::Optional(Box::new(T::form()))
    }
}

/// The items of a list; anything else is a finding.
fn written_items<'a>(node: &'a Node, reader: &mut Reader) -> Option<&'a [Node]> {
    let help = match &node.value {
        Value::List(items) => return Some(items),
        Value::Scalar(_) => "write it as a list, in brackets or each item behind a `-`",
        Value::Map(_) => "write a list, each item behind a `-`",
    };
    reader.wrong_form(node, "a list", Some(help.to_owned()));
    None
}

fn items<T: Shape>(tree: Option<&Tree>) -> Result<impl Iterator<Item = Result<T, Misfit>>, Misfit> {
    match tree {
        Some(Tree::List(items) | Tree::Set(items)) => {
            let read = |(at, item)| T::from_tree(Some(item)).map_err(|misfit| misfit.under(format!("{at}")));
            Ok(items.iter().enumerate().map(read))
        }
        other => Err(Misfit::new("a list", other)),
    }
}

impl<T: Shape> Shape for Vec<T> {
    fn read(node: &Node, reader: &mut Reader) -> Option<Self> {
        let items = written_items(node, reader)?;
        Some(items.iter().filter_map(|item| reader.read_item(item)).collect())
    }

    fn tree(&self) -> Tree {
        Tree::List(self.iter().map(T::tree).collect())
    }

    fn from_tree(tree: Option<&Tree>) -> Result<Self, Misfit> {
        items(tree)?.collect()
    }

    fn form() -> Form {
        Form::List(Box::new(T::form()))
    }
}

impl<T: Shape + Ord> Shape for BTreeSet<T> {
    fn read(node: &Node, reader: &mut Reader) -> Option<Self> {
        let mut set = BTreeSet::new();
        for item in written_items(node, reader)? {
            let Some(value) = reader.read(item) else { continue };
            if !set.insert(value) {
                reader.report(Finding::warning("duplicate-item", item.head(), "this is listed twice"));
            }
        }
        Some(set)
    }

    fn tree(&self) -> Tree {
        Tree::set(self.iter().map(T::tree))
    }

    fn from_tree(tree: Option<&Tree>) -> Result<Self, Misfit> {
        items(tree)?.collect()
    }

    fn form() -> Form {
        Form::Set(Box::new(T::form()))
    }
}

impl<T: Shape> Shape for BTreeMap<String, T> {
    /// An entry that cannot be read is reported and left out.
    fn read(node: &Node, reader: &mut Reader) -> Option<Self> {
        let Value::Map(entries) = &node.value else {
            reader.wrong_form(node, "a map", listed_map(node, &T::form()));
            return None;
        };
        let read = |entry: &crate::Entry| {
            let value = reader.read_under(entry.key.span, &entry.value)?;
            Some((entry.key.text.clone(), value))
        };
        Some(entries.iter().filter_map(read).collect())
    }

    fn tree(&self) -> Tree {
        Tree::map(self.iter().map(|(key, value)| (key.clone(), value.tree())))
    }

    fn from_tree(tree: Option<&Tree>) -> Result<Self, Misfit> {
        let Some(Tree::Map(map)) = tree else { return Err(Misfit::new("a map", tree)) };
        let read = |(key, tree): (&crate::tree::Name, &Tree)| {
            let value = T::from_tree(Some(tree)).map_err(|misfit| misfit.under(key.to_string()))?;
            Ok((key.to_string(), value))
        };
        map.iter().map(read).collect()
    }

    fn form() -> Form {
        Form::Map(Box::new(T::form()))
    }
}
