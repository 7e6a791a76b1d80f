//! A manifest's spec to the baseline that it describes, with every mistake in it.

use crate::finding::Finding;
use crate::kinds::patch_baseline::{Approval, ApprovalRule, Days, Family, PatchBaseline, check};
use crate::kinds::tags;
use crate::node::Node;
use crate::shape::decode_judged;
use crate::source::Spanned;
use crate::stack::Texts;

/// Reads and checks a baseline. `manifest` is the manifest's name, `stack` the tags of the stack
/// and its environment, interpolated.
pub fn read(manifest: &Spanned<String>, spec: &Node, stack: &Texts) -> (Option<PatchBaseline>, Vec<Finding>) {
    let judge = |baseline: &PatchBaseline, findings: &mut Vec<Finding>| {
        check::check(baseline, manifest, spec, stack, findings);
    };
    let (baseline, findings) = decode_judged(spec, judge);
    let Some(mut baseline) = baseline else { return (None, findings) };
    fill(&mut baseline, &manifest.value, stack);
    (Some(baseline), findings)
}

/// Fills in what the manifest and the stack say, and what AWS's own tools send where a rule of an
/// undated system says nothing.
fn fill(baseline: &mut PatchBaseline, manifest: &str, stack: &Texts) {
    baseline.name.get_or_insert_with(|| manifest.to_owned());
    baseline.description = baseline.description.take().filter(|text| !text.is_empty());
    baseline.tags = tags::merged(stack, &baseline.tags);
    if baseline.operating_system.known().is_some_and(|system| system.family() == Family::Debian) {
        baseline.approval_rules = std::mem::take(&mut baseline.approval_rules)
            .into_iter()
            .map(|rule| ApprovalRule {
                approval: rule.approval.or(Some(Approval::AfterDays(Days(0)))),
                ..rule
            })
            .collect();
    }
}
