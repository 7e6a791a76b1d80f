//! Names, and how long texts may be.

use crate::finding::Finding;
use crate::kinds::maintenance_window::check::places::Place;
use crate::reference;
use crate::source::Span;

const DESCRIPTION: usize = 128;

/// Checks AWS's name for a window, a target or a task.
pub(super) fn check_name(what: &str, name: &str, span: Span, findings: &mut Vec<Finding>) {
    let allowed = |c: char| c.is_ascii_alphanumeric() || matches!(c, '_' | '-' | '.');
    if !(3..=128).contains(&name.chars().count()) || !name.chars().all(allowed) {
        findings.push(
            Finding::error("window-name", span, format!("AWS does not take this as the name of a {what}"))
                .help("use from 3 to 128 letters, digits, `_`, `-` and `.`"),
        );
    }
}

/// Checks a field's text against its bounds.
pub(super) fn check_length(
    place: Place<'_>,
    field: &'static str,
    text: Option<&String>,
    bounds: std::ops::RangeInclusive<usize>,
    findings: &mut Vec<Finding>,
) {
    let Some(text) = text.filter(|text| !reference::holds(text)) else { return };
    let length = text.chars().count();
    if bounds.contains(&length) {
        return;
    }
    let finding = |message: String| Finding::error("window-text", place.value(field), message);
    findings.push(if length == 0 {
        finding(format!("AWS does not take an empty `{field}`")).help("take the field out")
    } else {
        finding(format!(
            "`{field}` has {length} characters, AWS takes {} to {}",
            bounds.start(),
            bounds.end()
        ))
    });
}

/// Checks a description.
pub(super) fn check_description(place: Place<'_>, text: Option<&String>, findings: &mut Vec<Finding>) {
    check_length(place, "description", text, 1..=DESCRIPTION, findings);
}
