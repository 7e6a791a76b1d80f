//! When a window opens next.

use jiff::Timestamp;
use jiff::tz::TimeZone;
use schedule::{Dialect, Expression, Timetable, zone};
use schema::kinds::maintenance_window::{MaintenanceWindow, WindowDate};
use schema::shape::Duration;

use crate::contract::{Acts, Timing};

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
    timetable(window, written).map_or(Some(now), |timetable| timetable.next(now))
}

/// When a window opens by itself; it was written now unless it says when.
pub(super) fn timing(window: &MaintenanceWindow, now: Timestamp) -> Option<Timing> {
    let written = window.modified.0.map_or(now, |modified| modified.0);
    let timetable = timetable(window, written).filter(|_| window.body.enabled)?;
    let zone = window.body.timezone.as_deref().unwrap_or("UTC");
    Some(match window.modified.0 {
        Some(_) => Timing::told(timetable, zone, window.next_execution.0.map(|next| next.0)),
        None => Timing::of(timetable, zone),
    })
}

/// `None` for a schedule that cannot be read yet.
fn timetable(window: &MaintenanceWindow, written: Timestamp) -> Option<Timetable> {
    let body = &window.body;
    let expression = Expression::parse(&body.schedule, Dialect::Window).ok()?;
    let zone = body.timezone.as_deref().map_or(Ok(TimeZone::UTC), zone).ok()?;
    let days = body.schedule_offset.and_then(Duration::whole_days);
    Some(Timetable {
        zone,
        offset_days: days.and_then(|days| days.try_into().ok()).unwrap_or_default(),
        start: body.start_date.as_ref().and_then(WindowDate::instant),
        end: body.end_date.as_ref().and_then(WindowDate::instant),
        ..Timetable::new(expression, written)
    })
}
