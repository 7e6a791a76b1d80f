//! Comparison by meaning: whatever the order, the spelling and the identifiers.

use jiff::Timestamp;
use jiff::civil::DateTime;

use crate::calendar::{Calendar, Event, EventKind, Exclusion, Interval, Length};
use crate::timetable::resolve;

/// What an event means. Two events are equal where this is.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
struct Meaning<'a> {
    time: Time,
    summary: &'a str,
    description: &'a str,
    kind: EventKind,
}

/// When an event is. One that does not come back is a stretch of time, whatever zone it was
/// written in; one that does goes by its wall clock.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
enum Time {
    Once(Option<Interval>),
    Again {
        start: DateTime,
        zone: String,
        length: Length,
        rule: Option<String>,
        excluded: Vec<Timestamp>,
        added: Vec<Interval>,
    },
}

impl Event {
    fn meaning(&self) -> Meaning<'_> {
        let Self {
            uid: _,
            summary,
            description,
            kind,
            start,
            all_day: _,
            zone,
            length,
            rule,
            excluded,
            added,
        } = self;
        let time = if rule.is_none() && added.is_empty() && excluded.is_empty() {
            Time::Once(self.first())
        } else {
            Time::Again {
                start: *start,
                zone: zone.meaning(),
                length: if zone.is_utc() { length.steady() } else { *length },
                rule: rule.as_ref().map(crate::calendar::Rule::text),
                excluded: self.excluded_instants(),
                added: added.iter().copied().collect(),
            }
        };
        Meaning { time, summary, description, kind: *kind }
    }

    /// A day that is left out means the occurrence that would start then at the event's time.
    pub(super) fn excluded_instants(&self) -> Vec<Timestamp> {
        let instant = |exclusion: &Exclusion| match exclusion {
            Exclusion::At(instant) => Some(*instant),
            Exclusion::On(day) => resolve(&self.zone.clock, day.to_datetime(self.start.time())),
        };
        let mut instants: Vec<_> = self.excluded.iter().filter_map(instant).collect();
        instants.sort();
        instants.dedup();
        instants
    }
}

impl PartialEq for Event {
    fn eq(&self, other: &Self) -> bool {
        self.meaning() == other.meaning()
    }
}

impl Eq for Event {}

impl PartialEq for Calendar {
    fn eq(&self, other: &Self) -> bool {
        let Self { default, says_default: _, description, change_manager_events, events } = self;
        *default == other.default
            && *description == other.description
            && *change_manager_events == other.change_manager_events
            && meanings(events) == meanings(&other.events)
    }
}

impl Eq for Calendar {}

fn meanings(events: &[Event]) -> Vec<Meaning<'_>> {
    let mut meanings: Vec<_> = events.iter().map(Event::meaning).collect();
    meanings.sort();
    meanings.dedup();
    meanings
}
