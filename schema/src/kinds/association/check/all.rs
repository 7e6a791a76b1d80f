//! Every check of an association.

use super::{interval, limits, locations, target};
use crate::finding::Finding;
use crate::kinds::association::{AssociationSpec, Surroundings};
use crate::kinds::places::value;
use crate::kinds::tags::{self, Ours};
use crate::node::Node;
use crate::reference;

pub fn check(written: &AssociationSpec, spec: &Node, around: Surroundings<'_>, findings: &mut Vec<Finding>) {
    let place = spec.get("name").map_or(around.name.span, Node::head);
    let name = written.name.as_deref().unwrap_or(&around.name.value);
    let allowed = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-' | b'.');
    let fits = (3..=128).contains(&name.len()) && name.bytes().all(allowed);
    if !fits && !reference::holds(name) {
        findings.push(
            Finding::error("association-name", place, "AWS does not take this as the name of an association")
                .help("use from 3 to 128 letters, digits, `_`, `-` and `.`"),
        );
    }
    let version = &written.body.document_version;
    let known = matches!(version.as_str(), "$DEFAULT" | "$LATEST")
        || version.parse::<u32>().is_ok_and(|number| number > 0);
    if !known && !reference::holds(version) {
        findings.push(
            Finding::error(
                "document-version",
                value(spec, "documentVersion"),
                "this is not a document's version",
            )
            .help("write a number, `$DEFAULT` or `$LATEST`"),
        );
    }
    target::check(&written.body, spec, findings);
    interval::check(&written.body, spec, findings);
    limits::check(&written.body, spec, findings);
    locations::check(&written.body, spec, findings);
    tags::check_all(spec, around.tags, Ours::StackAndName, findings);
}
