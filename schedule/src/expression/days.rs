//! Which days of a month a cron expression means.

use jiff::civil::{Date, Weekday};

use crate::expression::Values;

/// The days that the two day fields let through, one of which is always `?`.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Days {
    /// These days of the month.
    OfMonth(Values),
    /// So many days before the last of the month: `L`, `L-3`.
    Last {
        /// How many days before.
        before: u8,
    },
    /// The weekday nearest to so many days before the last of the month, within it: `LW`.
    LastWeekday {
        /// How many days before.
        before: u8,
    },
    /// The weekday nearest to a day of the month, within that month: `15W`. A month without that
    /// day has none.
    NearestWeekday {
        /// The day.
        day: u8,
    },
    /// These days of the week, 1 being Sunday.
    OfWeek(Values),
    /// The last one of a day of the week: `FRIL`, `6L`.
    LastOfWeek {
        /// The day of the week, 1 being Sunday.
        weekday: u8,
    },
    /// The n-th one of a day of the week: `TUE#2`. A month without a fifth has none.
    NthOfWeek {
        /// The day of the week, 1 being Sunday.
        weekday: u8,
        /// Which one, from 1 to 5.
        nth: u8,
    },
}

impl Days {
    /// The first such day of a month on or after a day of it.
    pub(super) fn on_or_after(&self, first: Date) -> Option<Date> {
        let start = first.first_of_month();
        let last = first.last_of_month();
        let found = match self {
            Self::OfMonth(values) => {
                let day = values.at_least(first.day() as u16)?;
                return (day <= last.day() as u16).then(|| on(start, day as i8));
            }
            Self::OfWeek(values) => {
                return (first.day()..=last.day())
                    .map(|day| on(start, day))
                    .find(|date| values.has(date.weekday().to_sunday_one_offset() as u16));
            }
            Self::Last { before } => last.day() - *before as i8,
            Self::LastWeekday { before } => {
                let day = last.day() - *before as i8;
                if day < 1 { day } else { nearest_weekday(on(start, day)).day() }
            }
            Self::NearestWeekday { day } => {
                if *day as i8 > last.day() {
                    return None;
                }
                nearest_weekday(on(start, *day as i8)).day()
            }
            Self::LastOfWeek { weekday } => last.day() - last.weekday().since(sunday_one(*weekday)),
            Self::NthOfWeek { weekday, nth } => {
                1 + sunday_one(*weekday).since(start.weekday()) + 7 * (*nth as i8 - 1)
            }
        };
        (found >= first.day() && found >= 1 && found <= last.day()).then(|| on(start, found))
    }
}

fn on(start: Date, day: i8) -> Date {
    start.with().day(day).build().expect("a day of that month")
}

fn sunday_one(weekday: u8) -> Weekday {
    Weekday::from_sunday_one_offset(weekday as i8).expect("a day of the week is from 1 to 7")
}

/// The nearest day from Monday to Friday that lies in the same month.
fn nearest_weekday(date: Date) -> Date {
    let (start, last) = (date.first_of_month(), date.last_of_month());
    let days = match date.weekday() {
        Weekday::Saturday if date == start => 2,
        Weekday::Saturday => -1,
        Weekday::Sunday if date == last => -2,
        Weekday::Sunday => 1,
        _ => 0,
    };
    on(start, date.day() + days)
}
