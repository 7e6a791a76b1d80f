//! The rules of repositories.

use crate::finding::Finding;
use crate::kinds::patch_baseline::check::all::{key_of, value_of};
use crate::kinds::patch_baseline::{PatchBaseline, PatchSource};
use crate::node::{Entry, Node};
use crate::reference;

const MOST: usize = 20;
const SHORTEST_NAME: usize = 3;
const LONGEST_NAME: usize = 50;
const MOST_PRODUCTS: usize = 20;
const LONGEST_PRODUCT: usize = 128;
const LONGEST_CONFIGURATION: usize = 1024;

/// Checks every repository.
pub(super) fn check(baseline: &PatchBaseline, spec: &Node, findings: &mut Vec<Finding>) {
    if baseline.sources.len() > MOST {
        let message = format!("{} sources are more than the {MOST} that AWS allows", baseline.sources.len());
        findings.push(Finding::error("baseline-limit", key_of(spec, "sources"), message));
    }
    for entry in spec.get("sources").map(Node::entries).unwrap_or_default() {
        check_name(entry, findings);
        if let Some(source) = baseline.sources.get(&entry.key.text) {
            check_source(source, &entry.value, findings);
        }
    }
}

fn check_name(entry: &Entry, findings: &mut Vec<Finding>) {
    let name = entry.key.text.as_str();
    let allowed = name.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"_.-".contains(&byte));
    if !allowed || !(SHORTEST_NAME..=LONGEST_NAME).contains(&name.len()) {
        let message = "this cannot be the name of a source";
        let help = format!(
            "use from {SHORTEST_NAME} to {LONGEST_NAME} letters, digits, `_`, `.` and `-`; keys are never interpolated"
        );
        findings.push(Finding::error("baseline-source", entry.key.span, message).help(help));
    }
}

fn check_source(source: &PatchSource, node: &Node, findings: &mut Vec<Finding>) {
    let length = source.configuration.chars().count();
    if !reference::holds(&source.configuration) && (length == 0 || length > LONGEST_CONFIGURATION) {
        let message = format!("a source's configuration has from 1 to {LONGEST_CONFIGURATION} characters");
        findings.push(Finding::error("baseline-source", value_of(node, "configuration"), message));
    }
    if source.products.is_empty() || source.products.len() > MOST_PRODUCTS {
        let message = format!("a source is for 1 to {MOST_PRODUCTS} products");
        findings.push(Finding::error("baseline-source", key_of(node, "products"), message));
    }
    for product in node.get("products").map(Node::items).unwrap_or_default() {
        let Some(text) = product.scalar().map(|scalar| scalar.text.as_str()) else { continue };
        if !reference::holds(text) && (text.is_empty() || text.chars().count() > LONGEST_PRODUCT) {
            let message = format!("a product has from 1 to {LONGEST_PRODUCT} characters");
            findings.push(Finding::error("baseline-source", product.span, message));
        }
    }
}
