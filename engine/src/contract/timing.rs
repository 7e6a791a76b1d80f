//! When something runs by itself.

use jiff::{SignedDuration, Timestamp};
use schedule::{Expression, Timetable};

/// When something runs by itself.
#[derive(Debug, Clone)]
pub struct Timing {
    /// In words, with the zone and whatever moves or ends it: `Sundays 02:00 Europe/Berlin, 2 days later`.
    pub words: String,
    /// The zone that it goes by, of the IANA database.
    pub zone: String,
    /// As what gives its runs; `None` where nothing tells from when on a rate counts.
    pub timetable: Option<Timetable>,
}

impl Timing {
    /// A timetable with its words.
    pub fn of(timetable: Timetable, zone: &str) -> Self {
        let Timetable { expression, zone: _, offset_days, since: _, start, end } = &timetable;
        let mut words = schedule::words(expression);
        // A rate does not look at clocks.
        if !matches!(expression, Expression::Rate(_)) {
            words.push_str(&format!(" {zone}"));
        }
        match offset_days {
            0 => {}
            1 => words.push_str(", 1 day later"),
            days => words.push_str(&format!(", {days} days later")),
        }
        words.extend(start.map(|start| format!(", from {start} on")));
        words.extend(end.map(|end| format!(", until {end}")));
        Self { words, zone: zone.to_owned(), timetable: Some(timetable) }
    }

    /// The same of what AWS holds: a rate counts to the next run that AWS tells, if it tells one.
    pub fn told(timetable: Timetable, zone: &str, next: Option<Timestamp>) -> Self {
        let Expression::Rate(rate) = timetable.expression else { return Self::of(timetable, zone) };
        let since = next.and_then(|next| next.checked_sub(SignedDuration::from_secs(rate.seconds())).ok());
        let timing = Self::of(timetable, zone);
        let timetable = timing.timetable.zip(since).map(|(timetable, since)| Timetable {
            since,
            start: None,
            ..timetable
        });
        Self { timetable, ..timing }
    }
}
