//! The documents that tasks name: a bare name is that of a manifest at this site.

use std::collections::BTreeMap;

use schema::kinds::maintenance_window::{MaintenanceWindowTask, Part};
use schema::reference::{Piece, pieces};
use schema::{Finding, Node};

use crate::contract::Asked;

const DOCUMENT: &str = "Document";

/// A finding for each name that no manifest has.
pub(super) fn check(asked: &Asked<'_>, tasks: &[Part<MaintenanceWindowTask>]) -> Vec<Finding> {
    let entries = asked.spec.get("tasks").map(Node::entries).unwrap_or_default();
    let written: BTreeMap<&str, &Node> =
        entries.iter().map(|entry| (entry.key.text.as_str(), &entry.value)).collect();
    let task = |task: &Part<MaintenanceWindowTask>| {
        let node = document(written.get(task.name.as_str())?)?;
        lost(asked, node, named(task.state.body.run.arn())?)
    };
    tasks.iter().filter_map(task).collect()
}

fn lost(asked: &Asked<'_>, node: &Node, document: &str) -> Option<Finding> {
    // A reference that is written out is judged with all others.
    let bare = node.scalar().is_some_and(|scalar| scalar.text == document);
    if !bare || asked.siblings.named(DOCUMENT, document).is_some() {
        return None;
    }
    Some(asked.siblings.unknown(DOCUMENT, document, node.head()))
}

/// The manifest that a document's text refers to.
fn named(text: &str) -> Option<&str> {
    match pieces(text)[..] {
        [Piece::Reference { address, attribute: "name" }] => {
            address.split_once('/').filter(|(kind, _)| *kind == DOCUMENT).map(|(_, name)| name)
        }
        _ => None,
    }
}

/// Where a task says which document it runs.
fn document(task: &Node) -> Option<&Node> {
    ["runCommand", "automation"].into_iter().find_map(|kind| task.get(kind)?.get("document"))
}
