//! Spellings of one meaning.

use schema::kinds::maintenance_window::{MaintenanceWindow, MaintenanceWindowTask, TaskRun};
use serde_json::Value;

/// A start that had passed when the window was last written means nothing to a rate, and AWS may
/// put the time of writing in its place.
pub(super) fn start_of_rate(desired: &mut MaintenanceWindow, live: &MaintenanceWindow) {
    let (Some(wanted), Some(there)) = (&desired.body.start_date, &live.body.start_date) else { return };
    let Some(written) = live.modified.0 else { return };
    let passed = |date: Option<jiff::Timestamp>| date.is_some_and(|date| date <= written.0);
    if live.body.schedule.starts_with("rate(") && passed(wanted.instant()) && passed(there.instant()) {
        desired.body.start_date.clone_from(&live.body.start_date);
    }
}

/// What a function or a state machine is given is JSON: blanks and the order of keys say nothing.
pub(super) fn json(desired: &mut MaintenanceWindowTask, live: &MaintenanceWindowTask) {
    match (&mut desired.body.run, &live.body.run) {
        (TaskRun::Lambda(desired), TaskRun::Lambda(live)) => same(&mut desired.payload, &live.payload),
        (TaskRun::StepFunctions(desired), TaskRun::StepFunctions(live)) => {
            same(&mut desired.input, &live.input);
        }
        _ => {}
    }
}

fn same(desired: &mut Option<String>, live: &Option<String>) {
    let read = |text: &Option<String>| serde_json::from_str::<Value>(text.as_deref()?).ok();
    if let (Some(wanted), Some(there)) = (read(desired), read(live))
        && wanted == there
    {
        desired.clone_from(live);
    }
}
