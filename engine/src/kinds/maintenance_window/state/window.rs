//! A window as GetMaintenanceWindow gives it.

use std::collections::BTreeMap;

use aws_sdk_ssm::operation::get_maintenance_window::GetMaintenanceWindowOutput;
use schedule::instant::instant;
use schema::kinds::maintenance_window::{MaintenanceWindow, WindowBody, WindowDate};
use schema::shape::{Duration, Timestamp, Volatile};

use super::said;

/// The state of a window, from AWS's answer and the tags that manifests decide.
pub(in super::super) fn window(
    answer: &GetMaintenanceWindowOutput,
    tags: BTreeMap<String, String>,
) -> MaintenanceWindow {
    let hours = |hours: i32| Duration::hours(u64::try_from(hours).unwrap_or_default());
    let next = answer.next_execution_time().and_then(|text| instant(text).ok());
    let modified = answer.modified_date().and_then(|date| jiff::Timestamp::new(date.secs(), 0).ok());
    MaintenanceWindow {
        name: answer.name().unwrap_or_default().to_owned(),
        body: WindowBody {
            description: said(answer.description()),
            enabled: answer.enabled(),
            schedule: answer.schedule().unwrap_or_default().to_owned(),
            timezone: said(answer.schedule_timezone()),
            schedule_offset: answer
                .schedule_offset()
                .and_then(|days| u64::try_from(days).ok())
                .filter(|days| *days > 0)
                .map(Duration::days),
            start_date: said(answer.start_date()).map(|text| WindowDate::of(&text)),
            end_date: said(answer.end_date()).map(|text| WindowDate::of(&text)),
            duration: hours(answer.duration().unwrap_or_default()),
            cutoff: hours(answer.cutoff()),
            allow_unassociated_targets: answer.allow_unassociated_targets(),
        },
        tags,
        next_execution: Volatile(next.map(Timestamp)),
        modified: Volatile(modified.map(Timestamp)),
    }
}
