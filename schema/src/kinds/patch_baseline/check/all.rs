//! Every check, in the order of the fields.

use crate::finding::Finding;
use crate::kinds::patch_baseline::PatchBaseline;
use crate::kinds::patch_baseline::check::{filters, patches, products, rules, sources, systems};
use crate::kinds::tags;
use crate::node::Node;
use crate::reference;
use crate::source::{Span, Spanned};
use crate::stack::Texts;

const SHORTEST_NAME: usize = 3;
const LONGEST_NAME: usize = 128;
const LONGEST_DESCRIPTION: usize = 1024;

/// Checks a baseline as it was read, before anything is filled in.
pub(in crate::kinds::patch_baseline) fn check(
    baseline: &PatchBaseline,
    manifest: &Spanned<String>,
    spec: &Node,
    stack: &Texts,
    findings: &mut Vec<Finding>,
) {
    check_name(baseline, manifest, spec, findings);
    check_description(baseline, spec, findings);
    // Where the operating system could not be read, its rules cannot be judged by it.
    if let Some(system) = baseline.operating_system.known() {
        let family = system.family();
        products::check(system, spec, findings);
        systems::check(family, spec, findings);
        if let Some(node) = spec.get("globalFilters") {
            filters::check(&baseline.global_filters, node, family, findings);
        }
        rules::check(family, spec, findings);
        patches::check(baseline, family, spec, findings);
    }
    sources::check(baseline, spec, findings);
    tags::check_all(spec, stack, tags::Ours::StackAndName, findings);
}

fn check_name(
    baseline: &PatchBaseline,
    manifest: &Spanned<String>,
    spec: &Node,
    findings: &mut Vec<Finding>,
) {
    let (name, span) = match (&baseline.name, spec.get("name")) {
        (Some(name), Some(node)) => (name, node.span),
        _ => (&manifest.value, manifest.span),
    };
    let allowed = |c: char| c.is_ascii_alphanumeric() || matches!(c, '_' | '.' | '-');
    let length = name.chars().count();
    if reference::holds(name) {
        // Told where it is interpolated.
    } else if !(SHORTEST_NAME..=LONGEST_NAME).contains(&length) {
        let message = format!("a baseline's name has from {SHORTEST_NAME} to {LONGEST_NAME} characters");
        findings.push(Finding::error("baseline-name", span, message).help("write another `spec.name`"));
    } else if let Some(stranger) = name.chars().find(|c| !allowed(*c)) {
        findings.push(
            Finding::error("baseline-name", span, "a baseline's name cannot hold this character")
                .label(format!("`{}`", stranger.escape_debug()))
                .help("use letters, digits, `_`, `.` and `-`"),
        );
    }
}

fn check_description(baseline: &PatchBaseline, spec: &Node, findings: &mut Vec<Finding>) {
    let long = |text: &String| !reference::holds(text) && text.chars().count() > LONGEST_DESCRIPTION;
    if baseline.description.as_ref().is_some_and(long) {
        let message = format!("a description has at most {LONGEST_DESCRIPTION} characters");
        findings.push(Finding::error("baseline-limit", value_of(spec, "description"), message));
    }
}

/// The place of a field's value, or of its record where it is not written.
pub(super) fn value_of(record: &Node, field: &str) -> Span {
    record.get(field).map_or(record.head(), Node::head)
}

/// The place of a field's key, or of its record where it is not written.
pub(super) fn key_of(record: &Node, field: &str) -> Span {
    record.entry(field).map_or(record.head(), |entry| entry.key.span)
}
