//! When a window runs: its schedule, read as AWS reads it.

use jiff::Timestamp;
use jiff::tz::TimeZone;
use schedule::expression::{Dialect, Expression};
use schedule::{Timetable, instant, zone};

use super::row::COUNTS_FROM;
use crate::facts::Name;
use crate::handler::Refusal;
use crate::tree::{Record, Tree};

/// A window's run to come.
pub(super) struct Run {
    pub(super) at: Timestamp,
    text: String,
}

impl Run {
    /// As AWS writes it: to the millisecond for a rate, else to the minute with the zone's offset.
    pub(super) fn shown(self) -> String {
        self.text
    }
}

/// Refuses a schedule, a zone or dates that AWS does not take.
pub(super) fn check(row: &Record) -> Result<(), Refusal> {
    let table = timetable(row)?;
    if let (Some(start), Some(end)) = (table.start, table.end)
        && end <= start
    {
        return Err(Refusal::validation("EndDate must be after StartDate"));
    }
    if table.offset_days > 0 && !matches!(table.expression, Expression::Cron(_)) {
        return Err(Refusal::validation("ScheduleOffset can be used with a cron expression only"));
    }
    Ok(())
}

/// The first run after an instant, in milliseconds; none for a window that is disabled or has ended.
pub(super) fn next(row: &Record, after: i64) -> Option<Run> {
    upcoming(row, after).next()
}

/// The runs after an instant, in order.
pub(super) fn upcoming(row: &Record, after: i64) -> impl Iterator<Item = Run> + use<> {
    let table = timetable(row).ok().filter(|_| row.get("Enabled") == Some(&Tree::Bool(true)));
    let mut last = Timestamp::from_millisecond(after).ok();
    std::iter::from_fn(move || {
        let table = table.as_ref()?;
        let at = table.next(last?)?;
        last = Some(at);
        Some(Run { at, text: instant::execution(&table.expression, &table.zone, at) })
    })
}

fn timetable(row: &Record) -> Result<Timetable, Refusal> {
    let text = row.text("Schedule").unwrap_or_default();
    let expression = Expression::parse(text, Dialect::Window)
        .map_err(|_| Refusal::validation(format!("{text} is not a valid schedule expression")))?;
    let date = |name: Name| {
        let read = row.text(name).map(instant::instant).transpose();
        read.map_err(|mistake| Refusal::validation(format!("{name} is not valid: {}", mistake.text)))
    };
    Ok(Timetable {
        expression,
        zone: match row.text("ScheduleTimezone") {
            Some(name) => {
                zone(name).map_err(|_| Refusal::validation(format!("{name} is not a valid time zone")))?
            }
            None => TimeZone::UTC,
        },
        offset_days: row.integer("ScheduleOffset").and_then(|days| days.try_into().ok()).unwrap_or_default(),
        since: row
            .integer(COUNTS_FROM)
            .and_then(|at| Timestamp::from_millisecond(at).ok())
            .unwrap_or(Timestamp::MIN),
        start: date("StartDate")?,
        end: date("EndDate")?,
    })
}
