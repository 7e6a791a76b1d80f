//! Command documents of schema 1.2, whose plugins stand in `runtimeConfig` by name.

use super::actions::Steps;
use super::steps::unknown_action;
use crate::finding::Finding;
use crate::node::Node;

pub(super) fn check_config(node: &Node, findings: &mut Vec<Finding>) {
    let plugins = node.get("runtimeConfig").map(Node::entries).unwrap_or_default();
    if plugins.is_empty() {
        let place = node.entry("runtimeConfig").map_or(node.head(), |entry| entry.key.span);
        let message = "a document of schema 1.2 has plugins in `runtimeConfig`, and here are none";
        findings.push(Finding::error("document-step", place, message));
    }
    for plugin in plugins.iter().filter(|plugin| !Steps::Plugins.known().contains(&plugin.key.text.as_str()))
    {
        findings.push(unknown_action(Steps::Plugins, &plugin.key.text, plugin.key.span));
    }
}
