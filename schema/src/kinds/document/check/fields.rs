//! The rules of names, versions and attachments.

use crate::finding::Finding;
use crate::kinds::document::declared::place_of_name;
use crate::kinds::document::{DocumentType, Surroundings, WrittenDocument};
use crate::kinds::places::value;
use crate::node::Node;
use crate::reference;
use crate::source::Span;

/// Beginnings of names that AWS keeps for itself, whatever their case.
const RESERVED: [&str; 3] = ["aws", "amazon", "amzn"];
const LONGEST_TARGET: usize = 200;
const LONGEST_DISPLAY: usize = 1024;
const MOST_ATTACHMENTS: usize = 20;

pub(super) fn check(
    written: &WrittenDocument,
    spec: &Node,
    around: Surroundings<'_>,
    findings: &mut Vec<Finding>,
) {
    let name = written.name.as_deref().unwrap_or(&around.name.value);
    findings.extend(name_mistake(name, place_of_name(spec, around)));
    if written.r#type == DocumentType::ChangeCalendar {
        findings.push(
            Finding::error("document-kind", value(spec, "type"), "a change calendar has a kind of its own")
                .help("write `kind: ChangeCalendar`, with `default` and `events` or with `ics: {file: …}`"),
        );
    }
    if let Some(version) = known(&written.version_name)
        && !is_name(version, 1)
    {
        let message = "a version's name has up to 128 letters, digits, `_`, `-` and `.`";
        findings.push(Finding::error("document-version", value(spec, "versionName"), message));
    }
    if let Some(display) = known(&written.display_name) {
        let fits = display.chars().count() <= LONGEST_DISPLAY
            && display.chars().all(|c| c.is_ascii_alphanumeric() || "_.-:/ ".contains(c));
        if !fits {
            let message = "a display name has up to 1024 letters, digits, blanks and `_.-:/`";
            findings.push(Finding::error("document-name", value(spec, "displayName"), message));
        }
    }
    if let Some(target) = known(&written.target_type) {
        let fits = target.starts_with('/')
            && target.len() <= LONGEST_TARGET
            && target.chars().all(|c| c.is_ascii_alphanumeric() || "_.-:/".contains(c));
        if !fits {
            findings.push(
                Finding::error("document-name", value(spec, "targetType"), "this is not a type of target")
                    .help("write `/` for every kind of resource, or one such as `/AWS::EC2::Instance`"),
            );
        }
    }
    requirements(written, spec, findings);
    attachments(written, spec, findings);
}

/// A text that is known here.
fn known(text: &Option<String>) -> Option<&str> {
    text.as_deref().filter(|text| !reference::holds(text) && !text.is_empty())
}

/// What is wrong with a document's name in AWS.
pub fn name_mistake(name: &str, span: Span) -> Option<Finding> {
    let lower = name.to_ascii_lowercase();
    if let Some(prefix) = RESERVED.iter().find(|prefix| lower.starts_with(*prefix)) {
        let message = format!("names of documents that begin with `{prefix}` are AWS's own");
        return Some(Finding::error("document-name", span, message).help("begin with another word"));
    }
    if is_name(name, 3) {
        return None;
    }
    let message = "a document's name has from 3 to 128 letters, digits, `_`, `-` and `.`";
    Some(Finding::error("document-name", span, message).help("write another `name` in the spec"))
}

fn is_name(text: &str, least: usize) -> bool {
    let allowed = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-' | b'.');
    (least..=128).contains(&text.len()) && text.bytes().all(allowed)
}

fn requirements(written: &WrittenDocument, spec: &Node, findings: &mut Vec<Finding>) {
    let nodes = spec.get("requires").map(Node::items).unwrap_or_default();
    for (required, node) in written.requires.iter().zip(nodes) {
        let place = |field: &str| node.get(field).map_or(node.head(), Node::head);
        let version = required.version.as_deref().filter(|text| !reference::holds(text));
        let is_version = |text: &str| {
            matches!(text, "$DEFAULT" | "$LATEST") || text.parse::<u32>().is_ok_and(|number| number > 0)
        };
        if version.is_some_and(|text| !is_version(text)) {
            findings.push(
                Finding::error("document-version", place("version"), "this is not a version's number")
                    .help("a version's name stands in `versionName`"),
            );
        }
    }
}

fn attachments(written: &WrittenDocument, spec: &Node, findings: &mut Vec<Finding>) {
    let nodes = spec.get("attachments").map(Node::items).unwrap_or_default();
    if let Some(extra) = nodes.get(MOST_ATTACHMENTS) {
        let message = format!("a document has at most {MOST_ATTACHMENTS} attachments");
        findings.push(Finding::error("document-attachment", extra.head(), message));
    }
    for (attachment, node) in written.attachments.iter().zip(nodes) {
        if attachment.values.len() != 1 {
            let place = node.get("values").map_or(node.head(), Node::head);
            findings.push(
                Finding::error("document-attachment", place, "an attachment has exactly one value")
                    .help("write several attachments, each with its own"),
            );
        }
        if let Some(name) = known(&attachment.name)
            && !is_name(name, 3)
        {
            let place = node.get("name").map_or(node.head(), Node::head);
            let message = "an attachment's name has from 3 to 128 letters, digits, `_`, `-` and `.`";
            findings.push(Finding::error("document-attachment", place, message));
        }
    }
}
