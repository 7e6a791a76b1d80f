//! One event of a calendar.

use std::collections::BTreeSet;

use jiff::civil::{Date, DateTime};
use jiff::{SignedDuration, Timestamp};

use crate::calendar::{Interval, Rule, Zone, duration};
use crate::timetable::resolve;

/// An event.
#[derive(Debug, Clone)]
pub struct Event {
    /// What it is known by (`UID`); no part of what it means.
    pub uid: Option<String>,
    /// What people call it.
    pub summary: String,
    /// What people say of it.
    pub description: String,
    /// Whether it opens or closes anything.
    pub kind: EventKind,
    /// When it starts, by the wall clock of its zone; midnight for whole days.
    pub start: DateTime,
    /// Whether it is made of whole days.
    pub all_day: bool,
    /// The zone whose wall clock it goes by.
    pub zone: Zone,
    /// How long it lasts.
    pub length: Length,
    /// How it comes back. Its start counts even where the rule does not name it.
    pub rule: Option<Rule>,
    /// The occurrences of the rule that are left out (`EXDATE`).
    pub excluded: BTreeSet<Exclusion>,
    /// Occurrences beside the rule (`RDATE`).
    pub added: BTreeSet<Interval>,
}

/// What an event does.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum EventKind {
    /// It changes the calendar's state.
    Standard,
    /// It is only shown.
    Advisory,
}

/// How long an event lasts: so long by the wall clock, then exactly so long.
///
/// An end in the zone of the start is by the wall clock for every occurrence: an event from 22:00
/// to 06:00 ends at 06:00 where clocks change in between too, as calendar programs show it. (RFC
/// 5545, 3.8.5.3, would have it last as long as the first occurrence, to the second.) The hours
/// of a `DURATION` are exact, its days by the wall clock.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Length {
    wall: SignedDuration,
    /// Nothing where `wall` is more than whole days: no text could say both.
    exact: SignedDuration,
}

/// An occurrence that is left out.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Exclusion {
    /// The one that starts at this instant.
    At(Timestamp),
    /// Those that start on this day, by the wall clock.
    On(Date),
}

impl Length {
    /// So long by the wall clock.
    pub fn wall(wall: SignedDuration) -> Self {
        Self { wall, exact: SignedDuration::ZERO }
    }

    /// So many days by the wall clock, then exactly so long.
    pub fn days(days: i32, exact: SignedDuration) -> Self {
        Self { wall: SignedDuration::from_hours(24 * i64::from(days)), exact }
    }

    /// How long by the wall clock.
    pub fn by_the_clock(self) -> SignedDuration {
        self.wall
    }

    /// Exactly how long after that.
    pub fn exactly(self) -> SignedDuration {
        self.exact
    }

    /// Reads `P1D`, `PT12H30M`, `P1DT12H`, as iCalendar writes them.
    pub fn parse(text: &str) -> Option<Self> {
        duration::read(text)
    }

    /// As iCalendar writes it, where the part by the wall clock is whole days.
    pub fn text(self) -> String {
        duration::text(self)
    }

    /// Whether it ends before it begins.
    pub(super) fn is_negative(self) -> bool {
        self.wall.is_negative() || self.exact.is_negative()
    }

    /// The same in a zone whose clock never changes.
    pub(super) fn steady(self) -> Self {
        Self::wall(self.wall.saturating_add(self.exact))
    }
}

impl Event {
    /// The first instant of its first occurrence; `None` beyond the years that can be told.
    pub fn starts(&self) -> Option<Timestamp> {
        resolve(&self.zone.clock, self.start)
    }

    /// The first occurrence, whether the rule leaves it out or not.
    pub fn first(&self) -> Option<Interval> {
        self.occurrence(self.start)
    }

    /// The occurrence that starts at a wall-clock time.
    pub(super) fn occurrence(&self, start: DateTime) -> Option<Interval> {
        let clock = &self.zone.clock;
        let from = resolve(clock, start)?;
        let until = match self.length.wall {
            SignedDuration::ZERO => from,
            wall => resolve(clock, start.checked_add(wall).ok()?)?,
        };
        Some(Interval { start: from, end: until.checked_add(self.length.exact).ok()? })
    }
}
