//! Named values in the order in which they were set.

use super::Tree;
use crate::facts::{Name, ShapeRef};

/// A structure: a list of (name, value), smaller and faster than a map at the sizes the API has.
#[derive(Clone, Default, PartialEq)]
pub(crate) struct Record(Vec<(Name, Tree)>);

impl Record {
    pub(crate) fn new() -> Self {
        Self::default()
    }

    /// The record with a value set, for building one in an expression.
    pub(crate) fn with(mut self, name: Name, value: impl Into<Tree>) -> Self {
        self.set(name, value);
        self
    }

    /// The record with a value set where there is one.
    pub(crate) fn with_some(self, name: Name, value: Option<impl Into<Tree>>) -> Self {
        match value {
            Some(value) => self.with(name, value),
            None => self,
        }
    }

    pub(crate) fn set(&mut self, name: Name, value: impl Into<Tree>) {
        let value = value.into();
        match self.0.iter_mut().find(|(own, _)| *own == name) {
            Some((_, slot)) => *slot = value,
            None => self.0.push((name, value)),
        }
    }

    pub(crate) fn values(&self) -> impl Iterator<Item = &Tree> {
        self.0.iter().map(|(_, value)| value)
    }

    pub(crate) fn values_mut(&mut self) -> impl Iterator<Item = &mut Tree> {
        self.0.iter_mut().map(|(_, value)| value)
    }

    pub(crate) fn remove(&mut self, name: Name) {
        self.0.retain(|(own, _)| *own != name);
    }

    pub(crate) fn get(&self, name: &str) -> Option<&Tree> {
        self.0.iter().find(|(own, _)| *own == name).map(|(_, value)| value)
    }

    pub(crate) fn text(&self, name: &str) -> Option<&str> {
        self.get(name).and_then(Tree::as_text)
    }

    pub(crate) fn integer(&self, name: &str) -> Option<i64> {
        match self.get(name) {
            Some(Tree::Integer(number)) => Some(*number),
            _ => None,
        }
    }

    /// The items of a list; none where there is no such list.
    pub(crate) fn items(&self, name: &str) -> &[Tree] {
        match self.get(name) {
            Some(Tree::List(items)) => items,
            _ => &[],
        }
    }

    /// The entries of a map; none where there is no such map.
    pub(crate) fn entries(&self, name: &str) -> &[(Box<str>, Tree)] {
        match self.get(name) {
            Some(Tree::Map(entries)) => entries,
            _ => &[],
        }
    }

    pub(crate) fn iter(&self) -> impl Iterator<Item = (Name, &Tree)> {
        self.0.iter().map(|(name, value)| (*name, value))
    }

    /// What a reply of this shape shows of the record: the members that have the shape's names.
    pub(crate) fn seen(&self, shape: ShapeRef) -> Record {
        let members = shape.members().iter();
        members.filter_map(|member| Some((member.name, self.get(member.name)?.clone()))).collect()
    }

    /// Gives back the room that building left over; rows are held a hundred thousand at a time.
    pub(crate) fn shrink(&mut self) {
        self.0.shrink_to_fit();
    }
}

impl FromIterator<(Name, Tree)> for Record {
    fn from_iter<I: IntoIterator<Item = (Name, Tree)>>(items: I) -> Self {
        Record(items.into_iter().collect())
    }
}
