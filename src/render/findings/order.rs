//! Which findings are shown, and in which order.

use schema::{Finding, Location, Severity, SourceId, Sources};

use super::conceal::Concealed;
use super::words::count;

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

/// The first of findings that are in order, no more than so many, and the others. Errors take the
/// room before warnings; each keeps its place.
pub(super) fn first(findings: Vec<&Finding>, most: usize) -> (Vec<&Finding>, Vec<&Finding>) {
    let mut errors = count(&findings, Severity::Error).min(most);
    let mut warnings = most - errors;
    findings.into_iter().partition(|finding| {
        let room = match finding.severity {
            Severity::Error => &mut errors,
            Severity::Warning => &mut warnings,
        };
        let fits = *room > 0;
        *room = room.saturating_sub(1);
        fits
    })
}
