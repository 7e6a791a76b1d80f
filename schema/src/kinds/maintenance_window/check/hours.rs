//! How long a window is open, and when it stops starting tasks.

use crate::finding::Finding;
use crate::kinds::maintenance_window::WindowBody;
use crate::kinds::maintenance_window::check::places::Place;
use crate::shape::Duration;

pub(super) fn check(body: &WindowBody, spec: Place<'_>, findings: &mut Vec<Finding>) {
    let duration = hours(body.duration, "duration", 1, 24, spec, findings);
    let cutoff = hours(body.cutoff, "cutoff", 0, 23, spec, findings);
    if let (Some(duration), Some(cutoff)) = (duration, cutoff)
        && cutoff >= duration
    {
        findings.push(
            Finding::error("window-cutoff", spec.value("cutoff"), "nothing can start in this window")
                .label(format!("and stops starting tasks {} before its end", counted(cutoff)))
                .also(spec.value("duration"), format!("the window is open for {}", counted(duration)))
                .help("the cutoff must be shorter than the duration; 1h is usual"),
        );
    }
}

/// The whole hours of a field, where they are what AWS takes.
fn hours(
    length: Duration,
    field: &'static str,
    least: u64,
    most: u64,
    spec: Place<'_>,
    findings: &mut Vec<Finding>,
) -> Option<u64> {
    // Where it is missing, that is said already.
    spec.node.get(field)?;
    let hours = length.whole_hours().filter(|hours| (least..=most).contains(hours));
    if hours.is_none() {
        let message = format!("AWS counts the {field} in whole hours, from {least} to {most}");
        findings.push(
            Finding::error("window-hours", spec.value(field), message).help("write it so, such as `4h`"),
        );
    }
    hours
}

fn counted(hours: u64) -> String {
    if hours == 1 { "1 hour".to_owned() } else { format!("{hours} hours") }
}
