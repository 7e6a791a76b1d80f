//! Reads a calendar from its text.

use std::collections::BTreeMap;

use crate::calendar::component::{Component, components};
use crate::calendar::line::lines;
use crate::calendar::outlook::State;
use crate::calendar::text::unescape;
use crate::calendar::zones::{self, Brought};
use crate::calendar::{CalendarMistake, Event, Zone, vevent, vtimezone};
use crate::problem::{Problem, Span};

/// A change calendar. Two are equal where they mean the same.
#[derive(Debug, Clone)]
pub struct Calendar {
    /// The state outside of its events.
    pub default: State,
    /// Whether its text says that state itself (`X-CALENDAR-TYPE`); no part of what it means.
    pub says_default: bool,
    /// What it is for (`X-WR-CALDESC`).
    pub description: String,
    /// Whether AWS shows Change Manager's events in it (`X-CALENDAR-CMEVENTS`).
    pub change_manager_events: bool,
    /// Its events, cancelled ones left out.
    pub events: Vec<Event>,
}

type Problems = Vec<Problem<CalendarMistake>>;

impl Calendar {
    /// Reads the content of a document of type ChangeCalendar.
    ///
    /// # Errors
    /// Every mistake in it, each at its place in bytes.
    pub fn parse(text: &str) -> Result<Self, Problems> {
        Self::import(text, None, &Zone::utc())
    }

    /// Reads the file of another calendar. Where it does not say its own state and zone, these are
    /// they: a calendar of AWS always says its state.
    ///
    /// # Errors
    /// Every mistake in it, each at its place in bytes.
    pub fn import(text: &str, default: Option<State>, zone: &Zone) -> Result<Self, Problems> {
        let mut problems = Vec::new();
        let lines = lines(text, &mut problems);
        let components = components(lines, &mut problems);
        let found = match components.as_slice() {
            [calendar] if calendar.name == "VCALENDAR" => calendar_of(calendar, default, zone, &mut problems),
            _ => {
                if problems.is_empty() {
                    problems.push(Problem::new(CalendarMistake::NotACalendar, Span::new(0, text.len())));
                }
                None
            }
        };
        match found {
            Some(calendar) if problems.is_empty() => Ok(calendar),
            _ => {
                problems.sort_by_key(|problem| problem.span);
                Err(problems)
            }
        }
    }
}

fn calendar_of(
    calendar: &Component,
    default: Option<State>,
    zone: &Zone,
    problems: &mut Problems,
) -> Option<Calendar> {
    if let Some(version) = calendar.one("VERSION", problems).filter(|line| line.value.trim() != "2.0") {
        problems.push(Problem::new(CalendarMistake::Version, version.value_span));
    }
    let default = default_state(calendar, default, problems);
    let description = calendar.one("X-WR-CALDESC", problems).map(|line| unescape(line.value.trim()));
    let change_manager = calendar.one("X-CALENDAR-CMEVENTS", problems);
    let mut brought = Brought::new();
    for component in calendar.components.iter().filter(|component| component.name == "VTIMEZONE") {
        vtimezone::read(component, &mut brought, problems);
    }
    let floating = floating_zone(calendar, zone, &brought, problems);
    let mut events = Vec::new();
    let mut moved: BTreeMap<String, Vec<_>> = BTreeMap::new();
    for component in calendar.components.iter().filter(|component| component.name == "VEVENT") {
        let Some(read) = vevent::read(component, &brought, &floating, problems) else { continue };
        if let Some((uid, occurrence)) = read.instead_of {
            moved.entry(uid).or_default().push(occurrence);
        }
        if !read.cancelled {
            events.push((read.event, read.stands_alone));
        }
    }
    // The event that comes back leaves out what others stand for.
    for (event, _) in events.iter_mut().filter(|(_, stands_alone)| *stands_alone) {
        // Of two with one identifier the first: all for each would be beyond counting.
        let occurrences = event.uid.as_ref().and_then(|uid| moved.remove(uid));
        event.excluded.extend(occurrences.into_iter().flatten());
    }
    Some(Calendar {
        default: default?,
        says_default: calendar.all("X-CALENDAR-TYPE").next().is_some(),
        description: description.unwrap_or_default(),
        change_manager_events: change_manager.is_some_and(|line| line.value.trim() == "ENABLED"),
        events: events.into_iter().map(|(event, _)| event).collect(),
    })
}

fn default_state(calendar: &Component, default: Option<State>, problems: &mut Problems) -> Option<State> {
    let Some(line) = calendar.one("X-CALENDAR-TYPE", problems) else {
        if default.is_none() {
            problems.push(Problem::new(CalendarMistake::NoDefault, calendar.begin));
        }
        return default;
    };
    match line.value.trim() {
        "DEFAULT_OPEN" => Some(State::Open),
        "DEFAULT_CLOSED" => Some(State::Closed),
        other => {
            let kind = CalendarMistake::Default { text: other.to_owned() };
            problems.push(Problem::new(kind, line.value_span));
            None
        }
    }
}

/// The zone of what names none.
fn floating_zone(calendar: &Component, zone: &Zone, brought: &Brought, problems: &mut Problems) -> Zone {
    let Some(line) = calendar.one("X-WR-TIMEZONE", problems) else { return zone.clone() };
    let name = line.value.trim();
    zones::find(name, brought).unwrap_or_else(|| {
        let kind = CalendarMistake::UnknownZone { name: name.to_owned() };
        problems.push(Problem::new(kind, line.value_span));
        zone.clone()
    })
}
