//! The rules of targets.

use std::collections::BTreeMap;

use crate::finding::Finding;
use crate::kinds::association::{Aim, AssociationBody};
use crate::kinds::nodes::is_node_id;
use crate::kinds::places::{key, value};
use crate::kinds::values::ValueSet;
use crate::node::Node;
use crate::source::Span;

/// The fields that say what is acted on.
const TARGETS: [&str; 5] = ["where", "instances", "resourceGroup", "parameterValues", "targetMaps"];
const KEYS: usize = 5;
const VALUES: usize = 50;
const EVERY: &str = "*";
const TAGS: &str = "write `\"tag:NAME\": [value]`, or `tag-key: [NAME]`";

pub(super) fn check(body: &AssociationBody, spec: &Node, findings: &mut Vec<Finding>) {
    match &body.aim {
        Some(Aim::Where(tags)) => tagged(tags, spec, findings),
        Some(Aim::Instances(ids)) => instances(ids.iter().map(String::as_str), spec, findings),
        Some(Aim::ParameterValues(values)) => {
            count("parameterValues", values.len(), key(spec, "parameterValues"), findings);
            if body.automation_target_parameter_name.is_none() {
                findings.push(
                    mistake(key(spec, "parameterValues"), "nothing says which parameter these are values of")
                        .help("write `automationTargetParameterName`"),
                );
            }
        }
        Some(Aim::InstanceId(id)) if !is_node_id(id) => {
            findings.push(mistake(value(spec, "instanceId"), "this is not the id of a node"));
        }
        Some(Aim::ResourceGroup(group)) if !group.names_any() => {
            findings.push(mistake(value(spec, "resourceGroup"), "the group has no name"));
        }
        Some(Aim::InstanceId(_) | Aim::ResourceGroup(_)) => {}
        None if body.automation_target_parameter_name.is_some() && body.target_maps.is_empty() => {
            // One that cannot be read may be one all the same.
            let written = TARGETS.iter().any(|field| spec.get(field).is_some());
            findings.extend((!written).then(|| {
                let place = key(spec, "automationTargetParameterName");
                mistake(place, "there are no targets to give the runbook")
                    .help("write `where` or other targets, or take `automationTargetParameterName` out")
            }));
        }
        None => {}
    }
}

fn tagged(tags: &BTreeMap<String, ValueSet>, spec: &Node, findings: &mut Vec<Finding>) {
    let whole = key(spec, "where");
    if tags.is_empty() {
        findings.push(mistake(whole, "this names no node").help(TAGS));
    }
    if tags.len() > KEYS {
        findings.push(mistake(whole, format!("AWS takes at most {KEYS} keys, here are {}", tags.len())));
    }
    for entry in spec.get("where").map(Node::entries).unwrap_or_default() {
        let name = entry.key.text.as_str();
        let tag = name.strip_prefix("tag:").is_some_and(|tag| !tag.is_empty());
        if !tag && name != "tag-key" {
            let help = match name {
                "InstanceIds" => "write `instances: [i-…]` in the place of `where`",
                "ParameterValues" => "write `parameterValues: […]` in the place of `where`",
                _ if name.starts_with("resource-groups:") => "write `resourceGroup:` in the place of `where`",
                _ => TAGS,
            };
            findings.push(mistake(entry.key.span, "nodes are not chosen by this").help(help));
        }
        if let Some(ValueSet(values)) = tags.get(name) {
            count(name, values.len(), entry.key.span, findings);
        }
    }
}

fn instances<'a>(ids: impl Iterator<Item = &'a str> + Clone, spec: &Node, findings: &mut Vec<Finding>) {
    let place = key(spec, "instances");
    let all = ids.clone().count();
    count("instances", all, place, findings);
    if all > 1 && ids.clone().any(|id| id == EVERY) {
        findings.push(
            mistake(place, "`*` is every node, so nothing can stand beside it").help("keep `*`, or the ids"),
        );
    }
    if let Some(id) = ids.filter(|id| *id != EVERY).find(|id| !is_node_id(id)) {
        findings.push(mistake(place, format!("`{id}` is not the id of a node")));
    }
}

fn count(name: &str, values: usize, place: Span, findings: &mut Vec<Finding>) {
    if values == 0 {
        findings.push(mistake(place, format!("`{name}` has no value")).help("write at least one"));
    } else if values > VALUES {
        findings.push(mistake(place, format!("AWS takes at most {VALUES} values, here are {values}")));
    }
}

fn mistake(place: Span, message: impl Into<String>) -> Finding {
    Finding::error("association-target", place, message)
}
