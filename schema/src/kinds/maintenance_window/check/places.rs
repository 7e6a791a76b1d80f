//! Where the fields of a map were written.

use crate::node::{Entry, Node};
use crate::source::Span;

/// A map and where it stands: the spec, a target, a task, what a task does.
#[derive(Clone, Copy)]
pub(super) struct Place<'a> {
    /// The map.
    pub node: &'a Node,
    /// Its key, or its head: where what is missing is reported.
    pub key: Span,
}

impl<'a> Place<'a> {
    /// The spec itself.
    pub fn of_spec(spec: &'a Node) -> Self {
        Self { node: spec, key: spec.head() }
    }

    /// The map of an entry.
    pub fn of_entry(entry: &'a Entry) -> Self {
        Self { node: &entry.value, key: entry.key.span }
    }

    /// The map under a key.
    pub fn inner(&self, name: &str) -> Option<Self> {
        self.node.entry(name).map(Self::of_entry)
    }

    /// The place of a field's value, or of the map's key where it is not written.
    pub fn value(&self, name: &str) -> Span {
        self.node.get(name).map_or(self.key, Node::head)
    }

    /// The place of a field's key, or of the map's key where it is not written.
    pub fn name(&self, name: &str) -> Span {
        self.node.entry(name).map_or(self.key, |entry| entry.key.span)
    }

    /// The entries of a map under a key.
    pub fn entries(&self, name: &str) -> &'a [Entry] {
        self.node.get(name).map(Node::entries).unwrap_or_default()
    }
}
