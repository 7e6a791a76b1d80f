//! A calendar's state ↔ the calendar that `schedule` reads, writes and evaluates.

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::DateTime;
use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp};
use schedule::Calendar;
use schedule::calendar::{Event, EventKind, Exclusion, Interval, Length, State, Zone};

use crate::kinds::change_calendar::{
    CalendarDefault, CalendarEvent, CalendarZone, ChangeCalendar, End, EventType, Moment, Repeat, Stretch,
};

impl ChangeCalendar {
    /// The calendar that it is.
    pub fn calendar(&self) -> Calendar {
        Calendar {
            default: self.default.into(),
            says_default: true,
            description: self.description.clone().unwrap_or_default(),
            change_manager_events: self.change_manager_events,
            events: self.events.values().map(CalendarEvent::event).collect(),
        }
    }

    /// Its content as AWS accepts it.
    pub fn text(&self) -> String {
        match &self.unreadable {
            Some(text) => text.clone(),
            None => self.calendar().text(),
        }
    }
}

/// Events by the keys that they have in a state.
pub(super) fn keyed(events: impl IntoIterator<Item = CalendarEvent>) -> BTreeMap<String, CalendarEvent> {
    let events: Vec<_> = events.into_iter().collect();
    let mut shared: BTreeMap<&str, usize> = BTreeMap::new();
    for event in &events {
        *shared.entry(&event.summary).or_default() += 1;
    }
    let shared: BTreeSet<String> =
        shared.into_iter().filter(|(_, count)| *count > 1).map(|(summary, _)| summary.to_owned()).collect();
    let mut keyed = BTreeMap::new();
    let mut counts: BTreeMap<String, usize> = BTreeMap::new();
    for event in events {
        let mut key = event.summary.clone();
        if shared.contains(&key) || key.is_empty() {
            key = format!("{key} {}", event.start).trim_start().to_owned();
        }
        let first = key.clone();
        // Each search goes on where the last one of this key ended.
        let count = counts.entry(first.clone()).or_insert(1);
        while keyed.contains_key(&key) {
            *count += 1;
            key = format!("{first} ({count})");
        }
        keyed.insert(key, event);
    }
    keyed
}

impl CalendarEvent {
    /// The event that it is.
    pub fn event(&self) -> Event {
        let Self { summary, description, r#type, start, end, timezone, repeat, except, also } = self;
        let zone = match start {
            Moment::Utc(_) => Zone::utc(),
            Moment::Day(_) | Moment::Wall(_) => timezone.0.clone(),
        };
        let length = match end {
            End::At(end) => Length::wall(in_zone(*end, &zone).duration_since(start.wall())),
            End::After(length) => *length,
        };
        let excluded = except.iter().filter_map(|moment| match moment {
            Moment::Day(day) => Some(Exclusion::On(*day)),
            Moment::Wall(_) | Moment::Utc(_) => zone.instant(in_zone(*moment, &zone)).map(Exclusion::At),
        });
        Event {
            uid: None,
            summary: summary.clone(),
            description: description.clone().unwrap_or_default(),
            kind: (*r#type).into(),
            start: start.wall(),
            all_day: matches!((start, end), (Moment::Day(_), End::At(Moment::Day(_)))),
            length,
            rule: repeat.as_ref().map(|repeat| repeat.0.clone()),
            excluded: excluded.collect(),
            added: also.iter().filter_map(Stretch::interval).collect(),
            zone,
        }
    }

    /// The state of an event.
    pub(super) fn of(event: &Event) -> Self {
        let Event { uid: _, summary, description, kind, start, all_day, zone, length, rule, excluded, added } =
            event;
        let moment = |wall: DateTime| if *all_day { Moment::Day(wall.date()) } else { Moment::Wall(wall) };
        // Once and exactly is by the wall clock too, unless the clock shows that time twice.
        let once = rule.is_none() && added.is_empty();
        let end = match (length.exactly(), event.first()) {
            (SignedDuration::ZERO, _) => End::At(moment(start.saturating_add(length.by_the_clock()))),
            (_, Some(first)) if once && zone.instant(zone.wall(first.end)) == Some(first.end) => {
                End::At(moment(zone.wall(first.end)))
            }
            _ => End::After(*length),
        };
        let except = excluded.iter().map(|exclusion| match exclusion {
            Exclusion::On(day) => Moment::Day(*day),
            Exclusion::At(instant) if zone.instant(zone.wall(*instant)) == Some(*instant) => {
                moment(zone.wall(*instant))
            }
            Exclusion::At(instant) => utc(*instant),
        });
        Self {
            summary: summary.clone(),
            description: Some(description.clone()).filter(|text| !text.is_empty()),
            r#type: (*kind).into(),
            start: moment(*start),
            end,
            timezone: CalendarZone(zone.clone()),
            repeat: rule.clone().map(Repeat),
            except: except.collect(),
            also: added
                .iter()
                .map(|added| Stretch { start: utc(added.start), end: utc(added.end) })
                .collect(),
        }
    }
}

impl Stretch {
    fn interval(&self) -> Option<Interval> {
        let instant = |moment: Moment| Zone::utc().instant(moment.wall());
        Some(Interval { start: instant(self.start)?, end: instant(self.end)? })
    }
}

/// A moment by the wall clock of a zone.
fn in_zone(moment: Moment, zone: &Zone) -> DateTime {
    match moment {
        Moment::Day(_) | Moment::Wall(_) => moment.wall(),
        Moment::Utc(wall) => Zone::utc().instant(wall).map_or(wall, |instant| zone.wall(instant)),
    }
}

fn utc(instant: Timestamp) -> Moment {
    Moment::Utc(TimeZone::UTC.to_datetime(instant))
}

impl From<CalendarDefault> for State {
    fn from(default: CalendarDefault) -> Self {
        match default {
            CalendarDefault::Open => Self::Open,
            CalendarDefault::Closed => Self::Closed,
        }
    }
}

impl From<State> for CalendarDefault {
    fn from(state: State) -> Self {
        match state {
            State::Open => Self::Open,
            State::Closed => Self::Closed,
        }
    }
}

impl From<EventType> for EventKind {
    fn from(kind: EventType) -> Self {
        match kind {
            EventType::Standard => Self::Standard,
            EventType::Advisory => Self::Advisory,
        }
    }
}

impl From<EventKind> for EventType {
    fn from(kind: EventKind) -> Self {
        match kind {
            EventKind::Standard => Self::Standard,
            EventKind::Advisory => Self::Advisory,
        }
    }
}
