//! The occurrences of an event.

use jiff::civil::DateTime;
use jiff::{Timestamp, ToSpan};

use crate::calendar::{Event, Exclusion, Interval};

impl Event {
    /// The occurrences that lie in a stretch of time, wholly or in part, in no order.
    ///
    /// A rule has to be followed from the event's start, so the cost grows with the distance.
    pub fn occurrences(&self, within: Interval) -> Vec<Interval> {
        // A gap moves a wall-clock time by less than a day beyond those that follow it.
        let last = self.zone.clock.to_datetime(within.end).saturating_add(1.day());
        let first = [self.start].into_iter();
        let named = self.rule.iter().flat_map(|rule| {
            rule.starts(self.start, |until| self.zone.clock.to_datetime(until))
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
            rule.starts(self.start, |until| self.zone.clock.to_datetime(until)).next() == Some(self.start)
        })
    }
}
