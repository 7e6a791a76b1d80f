//! When something runs by itself.

use schedule::{Expression, Timetable};

/// When something runs by itself.
#[derive(Debug, Clone)]
pub struct Timing {
    /// In words, with the zone and whatever moves or ends it: `Sundays 02:00 Europe/Berlin, 2 days later`.
    pub words: String,
    /// The zone that it goes by, of the IANA database.
    pub zone: String,
    /// As what gives its runs.
    pub timetable: Timetable,
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
        Self { words, zone: zone.to_owned(), timetable }
    }
}
