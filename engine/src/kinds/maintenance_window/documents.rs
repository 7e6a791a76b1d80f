//! The documents that tasks name: a bare name is that of a manifest at this site.

use schema::kinds::maintenance_window::MaintenanceWindowTask;
use schema::reference::{Piece, pieces};
use schema::{Finding, Node};

use crate::contract::Asked;

const DOCUMENT: &str = "Document";

/// A finding for a name that no manifest has.
pub(super) fn check(asked: &Asked<'_>, name: &str, task: &MaintenanceWindowTask) -> Option<Finding> {
    let document = named(task.body.run.arn())?;
    let node = written(asked.spec, name)?;
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

fn written<'a>(spec: &'a Node, task: &str) -> Option<&'a Node> {
    let task = spec.get("tasks")?.get(task)?;
    ["runCommand", "automation"].into_iter().find_map(|kind| task.get(kind)?.get("document"))
}
