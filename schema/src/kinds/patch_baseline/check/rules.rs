//! The rules of approval rules.

use crate::finding::Finding;
use crate::kinds::patch_baseline::check::all::{key_of, value_of};
use crate::kinds::patch_baseline::check::filters;
use crate::kinds::patch_baseline::{Approval, ApprovalRule, Days, Family};
use crate::node::Node;
use crate::shape::decode;

const MOST: usize = 10;

/// Checks every rule where it is written: the set of them has lost the order.
pub(super) fn check(family: Family, spec: &Node, findings: &mut Vec<Finding>) {
    let rules = spec.get("approvalRules").map(Node::items).unwrap_or_default();
    if rules.len() > MOST {
        let message = format!("{} approval rules are more than the {MOST} that AWS allows", rules.len());
        findings.push(Finding::error("baseline-limit", key_of(spec, "approvalRules"), message));
    }
    for node in rules {
        // Its own mistakes were told when the whole was read.
        let (Some(rule), _) = decode::<ApprovalRule>(node) else { continue };
        if let Some(written) = node.get("filters") {
            filters::check(&rule.filters, written, family, findings);
        }
        check_approval(&rule, node, family, findings);
    }
}

fn check_approval(rule: &ApprovalRule, node: &Node, family: Family, findings: &mut Vec<Finding>) {
    let said = ["approveAfterDays", "approveUntilDate"].into_iter().find(|field| node.get(field).is_some());
    match (&rule.approval, said, family) {
        // What was written and could not be read is told already.
        (None, Some(_), _) | (None, None, Family::Debian) => {}
        (None, None, _) => findings.push(
            Finding::error(
                "baseline-approval",
                node.head(),
                "this rule does not say from when on it approves",
            )
            .help("write `approveAfterDays: 7` or `approveUntilDate: 2027-01-31`"),
        ),
        (Some(Approval::AfterDays(Days(0))), _, Family::Debian) => {}
        (Some(_), Some(field), Family::Debian) => findings.push(
            Finding::warning("baseline-undated", value_of(node, field), "this does not delay anything here")
                .help(
                    "packages of Debian, Ubuntu and Raspberry Pi OS come without release dates; take it out",
                ),
        ),
        (Some(_), _, _) => {}
    }
}
