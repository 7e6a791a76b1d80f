//! A cron expression and the wall-clock times that it names.

use jiff::ToSpan;
use jiff::civil::{Date, DateTime, Time};

use crate::expression::{Days, Values};

/// A cron expression, held by its meaning.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Cron {
    /// The seconds; 0 where none are written.
    pub seconds: Values,
    /// The minutes.
    pub minutes: Values,
    /// The hours.
    pub hours: Values,
    /// The days.
    pub days: Days,
    /// The months.
    pub months: Values,
    /// The years.
    pub years: Values,
}

impl Cron {
    /// The first wall-clock time that it names, at or after another.
    pub fn at_or_after(&self, first: DateTime) -> Option<DateTime> {
        if let Some(date) = self.date(first.date()) {
            if date > first.date() {
                return Some(date.to_datetime(self.first_time()));
            }
            if let Some(time) = self.time(first.time()) {
                return Some(date.to_datetime(time));
            }
        }
        let tomorrow = first.date().checked_add(1.day()).ok()?;
        Some(self.date(tomorrow)?.to_datetime(self.first_time()))
    }

    /// The first date that it names, on or after another.
    pub(super) fn date(&self, first: Date) -> Option<Date> {
        let mut from = first;
        loop {
            let year = self.years.at_least(u16::try_from(from.year()).unwrap_or(0))? as i16;
            if year > from.year() {
                from = Date::new(year, 1, 1).expect("the first of January");
            }
            if let Some(month) = self.months.at_least(from.month() as u16) {
                if month as i8 > from.month() {
                    from = Date::new(year, month as i8, 1).expect("the first of a month");
                }
                if let Some(date) = self.days.on_or_after(from) {
                    return Some(date);
                }
                from = from.last_of_month().checked_add(1.day()).ok()?;
            } else {
                from = Date::new(year + 1, 1, 1).ok()?;
            }
        }
    }

    fn first_time(&self) -> Time {
        clock(self.hours.first(), self.minutes.first(), self.seconds.first())
    }

    /// The first time of a day that it names, at or after another.
    fn time(&self, first: Time) -> Option<Time> {
        // A part of a second has begun: the next whole one is the first that can be named.
        let second = first.second() as u16 + u16::from(first.subsec_nanosecond() > 0);
        let (hour, minute) = (first.hour() as u16, first.minute() as u16);
        if self.hours.has(hour) {
            if self.minutes.has(minute)
                && let Some(second) = self.seconds.at_least(second)
            {
                return Some(clock(hour, minute, second));
            }
            if let Some(minute) = self.minutes.at_least(minute + 1) {
                return Some(clock(hour, minute, self.seconds.first()));
            }
        }
        let hour = self.hours.at_least(hour + 1)?;
        Some(clock(hour, self.minutes.first(), self.seconds.first()))
    }
}

fn clock(hour: u16, minute: u16, second: u16) -> Time {
    Time::new(hour as i8, minute as i8, second as i8, 0).expect("fields are within their bounds")
}
