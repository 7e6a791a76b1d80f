//! When a window opens next.

use jiff::Timestamp;
use jiff::tz::TimeZone;
use schedule::{Dialect, Expression, Timetable, zone};
use schema::kinds::maintenance_window::{MaintenanceWindow, WindowDate};
use schema::shape::Duration;

use crate::contract::Acts;

/// When a window opens next, as it is or as it is to be, whichever comes first. A schedule that
/// cannot be read yet may open it at any time.
pub(super) fn acts(
    desired: Option<&MaintenanceWindow>,
    base: Option<&MaintenanceWindow>,
    now: Timestamp,
) -> Acts {
    let Some(desired) = desired.filter(|desired| desired.body.enabled) else { return Acts::Never };
    if base.is_some_and(|base| !base.body.enabled) {
        return Acts::Begins;
    }
    let told = base.and_then(|base| base.next_execution.0).map(|next| next.0);
    let told = told.filter(|next| *next > now);
    let before = base.and_then(|base| next(base, base.modified.0.map_or(now, |modified| modified.0), now));
    match [told, before, next(desired, now, now)].into_iter().flatten().min() {
        Some(at) => Acts::From(at),
        None => Acts::Never,
    }
}

/// The next opening of a window that was last written at an instant.
fn next(window: &MaintenanceWindow, written: Timestamp, now: Timestamp) -> Option<Timestamp> {
    let body = &window.body;
    let Ok(expression) = Expression::parse(&body.schedule, Dialect::Window) else { return Some(now) };
    let Ok(zone) = body.timezone.as_deref().map_or(Ok(TimeZone::UTC), zone) else { return Some(now) };
    let days = body.schedule_offset.and_then(Duration::whole_days);
    let timetable = Timetable {
        zone,
        offset_days: days.and_then(|days| days.try_into().ok()).unwrap_or_default(),
        start: body.start_date.as_ref().and_then(WindowDate::instant),
        end: body.end_date.as_ref().and_then(WindowDate::instant),
        ..Timetable::new(expression, written)
    };
    timetable.next(now)
}
