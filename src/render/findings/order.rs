//! Which findings are shown, and in which order.

use schema::{Finding, Location, Severity, SourceId, Sources};

use super::conceal::Concealed;
use crate::view::text::counted;

/// Each finding once, by place; what has none stands first.
pub(super) fn ordered(findings: &[Finding]) -> Vec<&Finding> {
    let mut ordered: Vec<&Finding> = findings.iter().collect();
    ordered.sort_by_key(|finding| (place(finding), finding.severity, finding.code, &finding.message));
    ordered.dedup();
    ordered
}

fn place(finding: &Finding) -> Option<(SourceId, u32, u32)> {
    finding.labels.first().map(|label| (label.span.source, label.span.start, label.span.end))
}

/// The finding's own place as people say it.
pub(super) fn location(finding: &Finding, sources: &Sources, concealed: &Concealed) -> Option<Location> {
    finding.labels.first().map(|label| concealed.locate(sources, label.span))
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
