//! Open or closed, and until when.

use jiff::{SignedDuration, Timestamp};

use crate::calendar::interval::{complement, merge};
use crate::calendar::{Calendar, EventKind, Interval};

/// How far ahead a change of state is looked for, in days: each look farther than the one before.
/// The last is beyond the eight years between some leap days.
const LOOKS: [i64; 3] = [50, 500, 5_000];

/// What a calendar says of an instant.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum State {
    /// Changes may be made.
    Open,
    /// Changes may not be made.
    Closed,
}

/// The state at an instant and when it changes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Outlook {
    /// The state.
    pub state: State,
    /// The first instant of the other state; `None` where none comes in the next 5,000 days.
    pub until: Option<Timestamp>,
}

/// What several calendars say together, as GetCalendarState tells it: open while every one is.
pub fn outlook<'a>(calendars: impl IntoIterator<Item = &'a Calendar>, at: Timestamp) -> Outlook {
    let calendars: Vec<_> = calendars.into_iter().collect();
    let mut state = State::Open;
    for days in LOOKS {
        let within = Interval { start: at, end: later(at, days) };
        let closed = closures(calendars.iter().copied(), within);
        let first = closed.first().filter(|first| first.holds(at));
        state = if first.is_some() { State::Closed } else { State::Open };
        let until = match first {
            Some(first) => Some(first.end),
            None => closed.first().map(|next| next.start),
        };
        if let Some(until) = until.filter(|until| *until < within.end) {
            return Outlook { state, until: Some(until) };
        }
    }
    Outlook { state, until: None }
}

/// When at least one of several calendars is closed, within a stretch of time: in order, as few
/// stretches as can be, cut at its ends.
pub fn closures<'a>(calendars: impl IntoIterator<Item = &'a Calendar>, within: Interval) -> Vec<Interval> {
    merge(calendars.into_iter().flat_map(|calendar| calendar.closures(within)).collect())
}

fn later(at: Timestamp, days: i64) -> Timestamp {
    at.saturating_add(SignedDuration::from_hours(24 * days)).unwrap_or(Timestamp::MAX)
}

impl Calendar {
    /// The state at an instant and when it changes.
    pub fn outlook(&self, at: Timestamp) -> Outlook {
        outlook([self], at)
    }

    /// When it is closed, within a stretch of time: in order, cut at its ends.
    pub fn closures(&self, within: Interval) -> Vec<Interval> {
        let standard = self.events.iter().filter(|event| event.kind == EventKind::Standard);
        let mut events = merge(standard.flat_map(|event| event.occurrences(within)).collect());
        for event in &mut events {
            event.start = event.start.max(within.start);
            event.end = event.end.min(within.end);
        }
        match self.default {
            State::Open => events,
            State::Closed => complement(&events, within),
        }
    }
}
