//! The occurrences of an event.

use jiff::civil::DateTime;
use jiff::{SignedDuration, Timestamp, ToSpan};

use crate::calendar::{Event, Exclusion, Interval};

/// How long an event may last that comes back: longer ones would overlap beyond counting.
const LONGEST: SignedDuration = SignedDuration::from_hours(24 * 366);
const DAY: SignedDuration = SignedDuration::from_hours(24);

impl Event {
    /// Whether it comes back and lasts longer than a year, which is not evaluated.
    pub fn is_too_long(&self) -> bool {
        self.rule.is_some() && self.length.steady().by_the_clock() > LONGEST
    }

    /// The occurrences that lie in a stretch of time, wholly or in part, in no order.
    ///
    /// A rule with a `COUNT` has to be followed from the event's start.
    pub fn occurrences(&self, within: Interval) -> Vec<Interval> {
        // A day more, since clocks change.
        let length = self.length.steady().by_the_clock().min(LONGEST).saturating_add(DAY);
        let earliest = within.start.saturating_sub(length).expect("hours have no calendar");
        let after = self.zone.clock.to_datetime(earliest);
        // A gap moves a wall-clock time by less than a day beyond those that follow it.
        let last = self.zone.clock.to_datetime(within.end).saturating_add(1.day());
        let first = [self.start].into_iter();
        let named = self.rule.iter().flat_map(|rule| {
            rule.starts(self.start, after, |until| self.zone.clock.to_datetime(until))
                .filter(|start| *start != self.start)
        });
        let starts = first.chain(named).take_while(|start| *start <= last);
        let found = starts.filter_map(|start| {
            let occurrence = self.occurrence(start)?;
            (!self.leaves_out(start, occurrence.start)).then_some(occurrence)
        });
        let added = self.added.iter().copied().filter(|occurrence| {
            !self.leaves_out(self.zone.clock.to_datetime(occurrence.start), occurrence.start)
        });
        found.chain(added).filter(|occurrence| occurrence.meets(&within)).collect()
    }

    fn leaves_out(&self, wall: DateTime, start: Timestamp) -> bool {
        self.excluded.contains(&Exclusion::At(start)) || self.excluded.contains(&Exclusion::On(wall.date()))
    }

    /// Whether the rule names the event's own start; an event without a rule has no other.
    pub fn rule_names_start(&self) -> bool {
        self.rule.as_ref().is_none_or(|rule| {
            let mut starts = rule.starts(self.start, self.start, |until| self.zone.clock.to_datetime(until));
            starts.next() == Some(self.start)
        })
    }
}
