//! Dates, and dates with times, as iCalendar writes them.

use jiff::Timestamp;
use jiff::civil::{Date, DateTime, Time};
use jiff::tz::TimeZone;

use crate::timetable::resolve;

/// A moment as it is written, before its zone is known.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) enum Moment {
    /// A whole day: `20270301`.
    Day(Date),
    /// By a wall clock: `20270301T080000`.
    Wall(DateTime),
    /// In UTC: `20270301T080000Z`.
    Utc(Timestamp),
}

impl Moment {
    /// Reads one; `None` if it is none.
    pub(super) fn read(text: &str) -> Option<Self> {
        let digits =
            |text: &str, count| text.len() == count && text.bytes().all(|byte| byte.is_ascii_digit());
        if digits(text, 8) {
            return Some(Self::Day(date(text)?));
        }
        let (text, utc) = match text.strip_suffix('Z') {
            Some(rest) => (rest, true),
            None => (text, false),
        };
        let (day, time) = text.split_once('T')?;
        if !digits(day, 8) || !digits(time, 6) {
            return None;
        }
        let part = |from: usize| time[from..from + 2].parse::<i8>().ok();
        // RFC 5545 lets a leap second be read as the second before it.
        let second = part(4).map(|second| if second == 60 { 59 } else { second })?;
        let wall = date(day)?.to_datetime(Time::new(part(0)?, part(2)?, second, 0).ok()?);
        Some(if utc { Self::Utc(resolve(&TimeZone::UTC, wall)?) } else { Self::Wall(wall) })
    }
}

fn date(text: &str) -> Option<Date> {
    Date::new(text[..4].parse().ok()?, text[4..6].parse().ok()?, text[6..].parse().ok()?).ok()
}

/// A wall-clock time as iCalendar writes it.
pub(super) fn wall(at: DateTime) -> String {
    at.strftime("%Y%m%dT%H%M%S").to_string()
}

/// An instant as iCalendar writes it.
pub(super) fn utc(at: Timestamp) -> String {
    at.strftime("%Y%m%dT%H%M%SZ").to_string()
}

/// A day as iCalendar writes it.
pub(super) fn day(at: Date) -> String {
    at.strftime("%Y%m%d").to_string()
}
