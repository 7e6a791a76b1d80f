//! What a window acts on.

use std::collections::BTreeMap;

use crate::finding::Finding;
use crate::kinds::maintenance_window::check::places::Place;
use crate::kinds::maintenance_window::check::texts::{check_description, check_length, check_name};
use crate::kinds::maintenance_window::{Selection, TargetBody, WrittenTarget};
use crate::kinds::nodes::is_node_id;
use crate::kinds::values::ValueSet;
use crate::node::Node;
use crate::source::Span;

const MOST: usize = 100;
const KEYS: usize = 5;
const VALUES: usize = 50;
const LONGEST_KEY: usize = 163;

pub(super) fn check(targets: &BTreeMap<String, WrittenTarget>, spec: Place<'_>, findings: &mut Vec<Finding>) {
    if targets.len() > MOST {
        let message = format!("a window has at most {MOST} targets, here are {}", targets.len());
        findings.push(Finding::error("window-limit", spec.name("targets"), message));
    }
    for entry in spec.entries("targets") {
        check_name("target", &entry.key.text, entry.key.span, findings);
        if let Some(target) = targets.get(&entry.key.text) {
            check_one(target, Place::of_entry(entry), findings);
        }
    }
}

fn check_one(target: &WrittenTarget, place: Place<'_>, findings: &mut Vec<Finding>) {
    let WrittenTarget { selection, body: TargetBody { description, owner_information } } = target;
    check_description(place, description.as_ref(), findings);
    check_length(place, "ownerInformation", owner_information.as_ref(), 1..=128, findings);
    match selection {
        Selection::Where(tags) => check_where(tags, place, findings),
        Selection::Instances(ids) => {
            check_values(ids.len(), "instances", place.name("instances"), findings);
            check_instances(place, findings);
        }
        Selection::ResourceGroup(group) => {
            if !group.names_any() {
                findings.push(mistake(place.value("resourceGroup"), "the group has no name"));
            }
            if group.types.len() > VALUES {
                check_values(group.types.len(), "types", place.name("resourceGroup"), findings);
            }
        }
    }
}

/// Checks the ids of nodes that a target or a task names.
pub(super) fn check_instances(place: Place<'_>, findings: &mut Vec<Finding>) {
    for item in place.node.get("instances").map(Node::items).unwrap_or_default() {
        let Some(id) = item.scalar().map(|scalar| scalar.text.as_str()).filter(|id| !is_node_id(id)) else {
            continue;
        };
        findings.push(match id {
            "*" => mistake(item.span, "a window knows no `*`: only an association can act on every node")
                .help("choose nodes by a tag that all of them have, such as `where: {tag-key: [Name]}`"),
            _ => mistake(item.span, format!("`{id}` is not the id of a node")).help(
                "ids begin with `i-` or `mi-`; choose nodes by name with `where: {\"tag:Name\": [web-1]}`",
            ),
        });
    }
}

fn check_where(tags: &BTreeMap<String, ValueSet>, place: Place<'_>, findings: &mut Vec<Finding>) {
    let whole = place.name("where");
    if tags.is_empty() {
        findings.push(mistake(whole, "this names no node").help(TAGS));
    }
    if tags.len() > KEYS {
        let message = format!("a target has at most {KEYS} keys, here are {}", tags.len());
        findings.push(mistake(whole, message));
    }
    for entry in place.entries("where") {
        let key = entry.key.text.as_str();
        let tagged = key.strip_prefix("tag:").is_some_and(|tag| !tag.is_empty());
        let help = match key {
            "InstanceIds" => Some("write `instances: [i-…]` in the place of `where`"),
            _ if key.starts_with("resource-groups:") => {
                Some("write `resourceGroup:` in the place of `where`")
            }
            _ if tagged || key == "tag-key" => None,
            _ => Some(TAGS),
        };
        match help {
            Some(help) => findings.push(mistake(entry.key.span, "a target is not chosen by this").help(help)),
            None if key.chars().count() > LONGEST_KEY => {
                findings.push(mistake(entry.key.span, format!("a key has at most {LONGEST_KEY} characters")));
            }
            None => {}
        }
        if let Some(ValueSet(values)) = tags.get(key) {
            check_values(values.len(), key, entry.key.span, findings);
        }
    }
}

const TAGS: &str = "write `\"tag:NAME\": [value]`, or `tag-key: [NAME]`";

fn check_values(count: usize, key: &str, span: Span, findings: &mut Vec<Finding>) {
    if count == 0 {
        findings.push(mistake(span, format!("`{key}` has no value")).help("write at least one"));
    } else if count > VALUES {
        findings.push(mistake(span, format!("a key has at most {VALUES} values, here are {count}")));
    }
}

fn mistake(span: Span, message: impl Into<String>) -> Finding {
    Finding::error("window-target", span, message)
}
