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
        let Value::List(items) = &node.value else {
            reader.wrong_type(node, "a list");
            return None;
        };
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
        let Value::List(items) = &node.value else {
            reader.wrong_type(node, "a list");
            return None;
        };
        let mut set = BTreeSet::new();
        for item in items {
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
