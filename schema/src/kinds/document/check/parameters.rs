//! The rules of the parameters that a content declares.

use super::default;
use crate::finding::Finding;
use crate::node::{Node, Value};
use crate::shape::{nearest, quoted};

const TYPES: [&str; 6] = ["String", "StringList", "Integer", "Boolean", "MapList", "StringMap"];

pub(super) fn check(node: &Node, findings: &mut Vec<Finding>) {
    for entry in node.get("parameters").map(Node::entries).unwrap_or_default() {
        if !matches!(entry.value.value, Value::Map(_)) {
            let message = "a parameter is a map with `type`";
            findings.push(Finding::error("document-parameter", entry.key.span, message));
            continue;
        }
        if !entry.key.text.bytes().all(|byte| byte.is_ascii_alphanumeric()) {
            let message = "AWS names a document's parameters with letters and digits only";
            findings.push(Finding::warning("document-parameter", entry.key.span, message));
        }
        findings.extend(default::mistake(&entry.value));
        let said = entry.value.get("type");
        match said.and_then(Node::scalar).map(|scalar| scalar.text.as_str()) {
            Some(kind) if TYPES.contains(&kind) || of_aws(kind) => {}
            Some(kind) => {
                let place = said.map_or(entry.key.span, Node::head);
                let finding = Finding::error("document-parameter", place, "this is not a type of parameter");
                findings.push(match nearest(kind, TYPES) {
                    Some(meant) => finding.help(format!("did you mean `{meant}`?")),
                    None => finding.help(format!("the types are {}", quoted(TYPES))),
                });
            }
            None => findings.push(
                Finding::error("document-parameter", entry.key.span, "this parameter has no `type`")
                    .help("write `type: String` or another type"),
            ),
        }
    }
}

/// A type of AWS's own things, such as `AWS::EC2::Instance::Id`.
fn of_aws(kind: &str) -> bool {
    kind.starts_with("AWS::") || kind.starts_with("List<AWS::")
}
