//! Fields that mean something on some operating systems only.

use crate::finding::Finding;
use crate::kinds::patch_baseline::Family;
use crate::node::Node;
use crate::source::Span;

/// Refuses what would be passed over silently.
pub(super) fn check(family: Family, spec: &Node, findings: &mut Vec<Finding>) {
    let rules = spec.get("approvalRules").map(Node::items).unwrap_or_default();
    let in_rules = rules.iter().filter_map(|rule| rule.entry("enableNonSecurity"));
    let fields = ["approvedPatchesEnableNonSecurity", "sources"].into_iter();
    let linux = fields.filter_map(|field| spec.entry(field)).chain(in_rules);
    if !family.is_linux() {
        findings.extend(linux.map(|entry| finding(&entry.key.text, entry.key.span, "Linux")));
    }
    if family != Family::Windows
        && let Some(entry) = spec.entry("availableSecurityUpdatesComplianceStatus")
    {
        findings.push(finding(&entry.key.text, entry.key.span, "Windows"));
    }
}

fn finding(field: &str, span: Span, system: &str) -> Finding {
    let message = format!("`{field}` means something on {system} only");
    Finding::error("baseline-system", span, message).help("take it out, or name another `operatingSystem`")
}
