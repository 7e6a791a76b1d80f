//! Anchors, and how much their aliases may cost.

use std::collections::HashMap;

use crate::node::{Node, Value};

/// The cost of a node beside its text.
const NODE: usize = 64;

/// The anchors of a document.
pub(super) struct Anchors<'a> {
    nodes: HashMap<usize, Anchored>,
    /// What aliases may still cost.
    room: &'a mut usize,
}

struct Anchored {
    node: Node,
    cost: usize,
    height: usize,
}

/// Why an alias was not expanded.
pub(super) enum Refused {
    /// Its anchor is not there, or the alias stands inside of it.
    Unknown,
    /// There is no room for it.
    Costly,
}

impl<'a> Anchors<'a> {
    /// No anchors yet. What they cost is taken from `room`.
    pub fn within(room: &'a mut usize) -> Self {
        Self { nodes: HashMap::new(), room }
    }

    /// Keeps a node under the parser's number for its anchor.
    pub fn keep(&mut self, anchor: usize, node: &Node) -> Result<(), Refused> {
        let (cost, height) = measure(node);
        self.spend(cost)?;
        self.nodes.insert(anchor, Anchored { node: node.clone(), cost, height });
        Ok(())
    }

    /// A copy of the node that an alias means, and how deep it is.
    pub fn expand(&mut self, anchor: usize) -> Result<(Node, usize), Refused> {
        let cost = self.nodes.get(&anchor).ok_or(Refused::Unknown)?.cost;
        self.spend(cost)?;
        let Anchored { node, height, .. } = &self.nodes[&anchor];
        Ok((node.clone(), *height))
    }

    /// Anchors end with their document; what they cost does not.
    pub fn forget(&mut self) {
        self.nodes.clear();
    }

    fn spend(&mut self, cost: usize) -> Result<(), Refused> {
        let left = self.room.checked_sub(cost);
        *self.room = left.unwrap_or_default();
        left.map(drop).ok_or(Refused::Costly)
    }
}

/// A node's cost and height.
fn measure(node: &Node) -> (usize, usize) {
    let add = |(cost, height): (usize, usize), (more, deep): (usize, usize)| (cost + more, height.max(deep));
    let (cost, height) = match &node.value {
        Value::Scalar(scalar) => (scalar.text.len(), 0),
        Value::List(items) => items.iter().map(measure).fold((0, 0), add),
        Value::Map(entries) => {
            let entry = |entry: &crate::Entry| {
                let (cost, height) = measure(&entry.value);
                (cost + entry.key.text.len() + NODE, height)
            };
            entries.iter().map(entry).fold((0, 0), add)
        }
    };
    (cost + NODE, height + 1)
}
