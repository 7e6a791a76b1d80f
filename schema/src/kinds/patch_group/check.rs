//! What chooses a group's instances.

use crate::finding::Finding;
use crate::kinds::patch_group::Instances;
use crate::kinds::patch_group::instances::{FILTERS, STATE_FILTER, STATES};
use crate::kinds::values::ValueSet;
use crate::node::{Entry, Node};
use crate::reference;
use crate::shape::nearest;

/// EC2 takes no more values in one call.
const VALUES: usize = 200;

const WAYS: &str = "write `\"tag:NAME\": [value]`, `tag-key: [NAME]`, or another of EC2's filters";

/// Checks the selection of a spec.
pub(super) fn check(instances: &Instances, spec: &Node, findings: &mut Vec<Finding>) {
    let Some(place) = spec.get("instances").and_then(|node| node.entry("where")) else { return };
    if instances.choice().next().is_none() {
        let message = "this would tag every instance of the account";
        findings.push(mistake(place.key.span, message).help(WAYS));
    }
    if instances.filters.values().map(|ValueSet(values)| values.len()).sum::<usize>() > VALUES {
        let message = format!("EC2's filters have at most {VALUES} values together");
        findings.push(mistake(place.key.span, message));
    }
    for entry in place.value.entries() {
        let values = instances.filters.get(&entry.key.text);
        findings.extend(check_name(entry));
        if let Some(ValueSet(values)) = values {
            if values.is_empty() {
                let message = format!("`{}` has no value", entry.key.text);
                findings.push(mistake(entry.key.span, message).help("write at least one"));
            }
            let unknown =
                values.iter().find(|value| !STATES.contains(&value.as_str()) && !reference::holds(value));
            if let Some(unknown) = unknown.filter(|_| entry.key.text == STATE_FILTER) {
                findings.push(state(entry, unknown));
            }
        }
    }
}

fn check_name(entry: &Entry) -> Option<Finding> {
    let name = entry.key.text.as_str();
    let tagged = name.strip_prefix("tag:").is_some_and(|key| !key.is_empty()) || name == "tag-key";
    if tagged || name == STATE_FILTER || FILTERS.contains(&name) {
        return None;
    }
    let finding = mistake(entry.key.span, "instances are not chosen by this");
    let near = nearest(name, FILTERS.into_iter().chain([STATE_FILTER, "tag-key"]));
    Some(match near {
        Some(near) => finding.label(format!("did you mean `{near}`?")),
        None => finding.help(WAYS),
    })
}

fn state(entry: &Entry, unknown: &str) -> Finding {
    let nodes = entry.value.items().iter().chain([&entry.value]);
    let node = nodes.clone().find(|node| node.scalar().is_some_and(|scalar| scalar.text == unknown));
    let span = node.map_or(entry.key.span, |node| node.span);
    mistake(span, "no instance that can be tagged is in this state")
        .help(format!("one of {}", STATES.join(", ")))
}

fn mistake(span: crate::source::Span, message: impl Into<String>) -> Finding {
    Finding::error("group-instances", span, message)
}
