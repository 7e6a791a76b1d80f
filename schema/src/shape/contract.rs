//! The contract that every type of a manifest or state keeps.

use crate::finding::Finding;
use crate::node::Node;
use crate::shape::{Form, Misfit, Reader};
use crate::tree::Tree;

/// A type that is read from YAML, kept as a tree and described to people.
///
/// Law: `from_tree(value.entry().as_ref())` is the value again.
pub trait Shape: Sized {
    /// Reads a value that was written. What is wrong goes to the reader, all of it; `None` where
    /// nothing useful is left. A value that comes with findings is partial: good for finding
    /// more mistakes, for nothing else.
    fn read(node: &Node, reader: &mut Reader) -> Option<Self>;

    /// What stands for a field of this type that was not written; `None` makes it required.
    fn unwritten() -> Option<Self> {
        None
    }

    /// What goes on in the place of one that cannot be read, so that what is beside it is judged: no
    /// check finds anything wrong with it.
    fn stand_in() -> Option<Self> {
        Self::unwritten()
    }

    /// The value as a tree.
    fn tree(&self) -> Tree;

    /// The value as an entry of a map; `None` is no entry.
    fn entry(&self) -> Option<Tree> {
        Some(self.tree())
    }

    /// Reads a tree of the same type: a saved plan's, or one that an engine holds. `None` is an
    /// entry that is not there.
    ///
    /// # Errors
    /// A tree that this type never made.
    fn from_tree(tree: Option<&Tree>) -> Result<Self, Misfit>;

    /// What may be written, for the field table and the JSON Schema.
    fn form() -> Form;
}

/// Reads a value and every mistake in it, in the order of the text.
pub fn decode<T: Shape>(node: &Node) -> (Option<T>, Vec<Finding>) {
    decode_judged(node, |_, _| {})
}

/// Reads a value, has it judged, and gives every mistake in it, in the order of the text. What is judged of
/// a place that could not be read was said already.
pub fn decode_judged<T: Shape>(
    node: &Node,
    judge: impl FnOnce(&T, &mut Vec<Finding>),
) -> (Option<T>, Vec<Finding>) {
    let mut reader = Reader::new(node.head());
    let value = reader.read(node);
    let (mut findings, unread) = reader.into_parts();
    if let Some(value) = &value {
        let mut judged = Vec::new();
        judge(value, &mut judged);
        findings.extend(judged.into_iter().filter(|finding| !unread.meet(finding)));
    }
    findings.sort_by_key(Finding::span);
    (value, findings)
}

/// A value that is kept apart for its size alone.
impl<T: Shape> Shape for Box<T> {
    fn read(node: &Node, reader: &mut Reader) -> Option<Self> {
        T::read(node, reader).map(Self::new)
    }

    fn unwritten() -> Option<Self> {
        T::unwritten().map(Self::new)
    }

    fn stand_in() -> Option<Self> {
        T::stand_in().map(Self::new)
    }

    fn tree(&self) -> Tree {
        T::tree(self)
    }

    fn entry(&self) -> Option<Tree> {
        T::entry(self)
    }

    fn from_tree(tree: Option<&Tree>) -> Result<Self, Misfit> {
        T::from_tree(tree).map(Self::new)
    }

    fn form() -> Form {
        T::form()
    }
}
