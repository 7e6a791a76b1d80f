//! Findings in words: how many, how bad, and texts no longer than anybody reads.

use std::cmp::Reverse;
use std::collections::BTreeMap;

use schema::{Finding, Severity};

use crate::render::style::Style;
use crate::view::text::{clip, counted, escape};

/// Columns of a text of a finding: a name in it may be as long as a file.
const LONGEST: usize = 1000;

/// A text of a finding as people are told it.
pub(super) fn said(text: &str, style: Style) -> String {
    escape(&clip(text, LONGEST, style.glyphs.ellipsis()))
}

/// The word for a severity.
pub(super) fn word(severity: Severity) -> &'static str {
    match severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
    }
}

/// How many findings are of a severity.
pub(super) fn count(findings: &[&Finding], severity: Severity) -> usize {
    findings.iter().filter(|finding| finding.severity == severity).count()
}

/// `4 unknown-field, 1 duplicate-key`: how many findings have which code, the most first.
pub(super) fn by_code(findings: &[&Finding]) -> String {
    let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
    for finding in findings {
        *counts.entry(finding.code).or_default() += 1;
    }
    let mut counts: Vec<(&str, usize)> = counts.into_iter().collect();
    counts.sort_by_key(|(_, count)| Reverse(*count));
    counts.iter().map(|(code, count)| format!("{count} {code}")).collect::<Vec<_>>().join(", ")
}

/// `3 errors, 1 warning`; `None` where there is neither.
pub(super) fn summary(findings: &[&Finding]) -> Option<String> {
    let said = |severity, one, many| match count(findings, severity) {
        0 => None,
        count => Some(counted(count, one, many)),
    };
    let parts = [said(Severity::Error, "error", "errors"), said(Severity::Warning, "warning", "warnings")];
    let parts: Vec<String> = parts.into_iter().flatten().collect();
    (!parts.is_empty()).then(|| parts.join(", "))
}
