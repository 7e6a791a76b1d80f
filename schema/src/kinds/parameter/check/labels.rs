//! The rules of labels. AWS does not refuse a bad label, it leaves it out, so it is refused here.

use crate::finding::Finding;
use crate::kinds::parameter::WrittenParameter;
use crate::kinds::parameter::check::all::Candidate;
use crate::reference;

const MOST: usize = 10;
const LONGEST: usize = 100;

pub(super) fn check(candidate: Candidate<'_>, written: &WrittenParameter, findings: &mut Vec<Finding>) {
    let (Some(labels), Some(node)) = (&written.labels, candidate.node("labels")) else { return };
    if labels.len() > MOST {
        let message = format!("a version has at most {MOST} labels, here are {}", labels.len());
        findings.push(Finding::error("parameter-label", node.head(), message));
    }
    for item in node.items() {
        let Some(label) = item.scalar().map(|scalar| scalar.text.as_str()) else { continue };
        if let Some(why) = mistake(label).filter(|_| !reference::holds(label)) {
            findings.push(Finding::error("parameter-label", item.span, format!("a label {why}")).help(
                "use up to 100 letters, digits, `_`, `.` and `-`, no digit first, neither `aws` nor `ssm`",
            ));
        }
    }
}

fn mistake(label: &str) -> Option<&'static str> {
    let lower = label.to_ascii_lowercase();
    let allowed = |c: char| c.is_ascii_alphanumeric() || matches!(c, '_' | '.' | '-');
    if label.is_empty() || label.len() > LONGEST {
        Some("has from 1 to 100 characters")
    } else if !label.chars().all(allowed) {
        Some("cannot hold this character")
    } else if label.starts_with(|c: char| c.is_ascii_digit()) {
        Some("cannot begin with a digit")
    } else if lower.starts_with("aws") || lower.starts_with("ssm") {
        Some("cannot begin with `aws` or `ssm`")
    } else {
        None
    }
}
