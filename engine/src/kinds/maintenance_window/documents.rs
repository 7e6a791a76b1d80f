//! The documents that tasks name: a bare name is that of a manifest at this site.

use std::collections::BTreeMap;

use schema::kinds::maintenance_window::{MaintenanceWindowTask, Part};
use schema::reference::{Piece, pieces};
use schema::{Finding, Node};

use crate::contract::Asked;
use crate::kinds::given;

const DOCUMENT: &str = "Document";

/// A finding for each name that no manifest has, and for what is wrong with what a document is given.
pub(super) fn check(asked: &Asked<'_>, tasks: &[Part<MaintenanceWindowTask>]) -> Vec<Finding> {
    let entries = asked.spec.get("tasks").map(Node::entries).unwrap_or_default();
    let written: BTreeMap<&str, &Node> =
        entries.iter().map(|entry| (entry.key.text.as_str(), &entry.value)).collect();
    let mut findings = Vec::new();
    for task in tasks {
        let user = written.get(task.name.as_str()).and_then(|node| user(node));
        let Some((user, document)) = user.and_then(|user| Some((user, user.get("document")?))) else {
            continue;
        };
        let run = task.state.body.run.arn();
        findings.extend(named(run).and_then(|name| lost(asked, document, name)));
        findings.extend(given::mistakes(asked, user, run, &[]));
    }
    findings
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

/// Where a task says which document it runs, and what it gives it.
fn user(task: &Node) -> Option<&Node> {
    ["runCommand", "automation"].into_iter().find_map(|kind| task.get(kind))
}
