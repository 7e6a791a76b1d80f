//! Anchors, and how much their aliases may cost.

use std::collections::HashMap;

use crate::node::{Node, Value};

/// What one file's aliases may add up to, in bytes of text and 64 for every node. A few lines of
/// aliases of aliases can ask for more than any machine has.
const BUDGET: usize = 64 * 1024 * 1024;

/// The cost of a node beside its text.
const NODE: usize = 64;

/// The anchors of a document.
#[derive(Default)]
pub(super) struct Anchors {
    nodes: HashMap<usize, Anchored>,
    spent: usize,
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
    /// The budget is spent.
    Costly,
}

impl Anchors {
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
        self.spent = self.spent.saturating_add(cost);
        if self.spent > BUDGET { Err(Refused::Costly) } else { Ok(()) }
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
