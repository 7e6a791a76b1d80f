//! A calendar's manifest to what is desired of it.

use std::collections::BTreeSet;

use schedule::calendar::{Event, State, Zone};

use crate::finding::Finding;
use crate::kinds::change_calendar::{
    CalendarDefault, CalendarEvent, ChangeCalendar, WrittenCalendar, WrittenEvent, WrittenIcs, check,
    convert, ics,
};
use crate::kinds::document::{DefaultVersion, DocumentType};
use crate::kinds::files::{Surroundings, WantedFile};
use crate::kinds::tags;
use crate::node::Node;
use crate::shape::{Volatile, Word, decode, decode_judged};
use crate::source::Span;

/// A calendar that a manifest declares.
#[derive(Debug, Clone)]
pub struct Declared {
    /// Its name in AWS.
    pub name: String,
    /// What is desired of it.
    pub state: ChangeCalendar,
}

/// The files that a spec names.
pub fn files(spec: &Node) -> Vec<WantedFile> {
    spec.get("ics").and_then(WantedFile::of).into_iter().collect()
}

/// What an interpolated `spec` asks for, and every mistake in it. With errors among the findings
/// what is declared is partial.
pub fn read(spec: &Node, around: Surroundings<'_>) -> (Option<Declared>, Vec<Finding>) {
    let mut state = None;
    let judge = |written: &WrittenCalendar, findings: &mut Vec<Finding>| {
        state = Some(judged(written, spec, around, findings));
    };
    let (written, mut findings) = decode_judged(spec, judge);
    findings.dedup();
    let declared = written.zip(state).map(|(written, state)| {
        let name = written.name.unwrap_or_else(|| around.name.value.clone());
        Declared { name, state }
    });
    (declared, findings)
}

/// What a calendar comes to, its mistakes told.
fn judged(
    written: &WrittenCalendar,
    spec: &Node,
    around: Surroundings<'_>,
    findings: &mut Vec<Finding>,
) -> ChangeCalendar {
    check::fields(written, spec, around, findings);
    let zone = written.timezone.as_ref().map_or_else(Zone::utc, |zone| zone.0.clone());
    let imported = written.ics.as_ref().and_then(|ics| imported(ics, written, &zone, spec, around, findings));
    let default = written.default.or(imported.as_ref().map(|(calendar, _)| calendar.default.into()));
    check::default(written, imported.as_ref(), spec, findings);
    let mut events: Vec<Event> = imported.iter().flat_map(|(calendar, _)| calendar.events.clone()).collect();
    for node in spec.get("events").map(Node::items).unwrap_or_default() {
        // Read again one by one: what an event cannot be read for has been said, and the others
        // stay with their places.
        let (event, _) = decode::<WrittenEvent>(node);
        events.extend(event.and_then(|event| check::event(&event, node, &zone, findings)));
    }
    let description = written.description.clone().filter(|text| !text.is_empty());
    let theirs = imported.map(|(calendar, _)| calendar.description).filter(|text| !text.is_empty());
    let state = ChangeCalendar {
        default: default.unwrap_or(CalendarDefault::Open),
        description: description.or(theirs),
        change_manager_events: written.change_manager_events,
        events: convert::keyed(events.iter().map(CalendarEvent::of)),
        unreadable: None,
        document_type: Word::Known(DocumentType::ChangeCalendar),
        version_name: said(&written.version_name),
        display_name: said(&written.display_name),
        default_version: DefaultVersion::Latest,
        share: written.share.clone().accounts(),
        tags: tags::merged(around.tags, &written.tags),
        version: Volatile(None),
        latest_version: Volatile(None),
        stored_in: Volatile(None),
        unkept: Volatile(None),
    };
    check::size(&state, spec, findings);
    state
}

/// The calendar of `ics`, and where it stands as a whole.
fn imported(
    ics: &WrittenIcs,
    written: &WrittenCalendar,
    zone: &Zone,
    spec: &Node,
    around: Surroundings<'_>,
    findings: &mut Vec<Finding>,
) -> Option<(schedule::Calendar, Span)> {
    // Whether its state is missing is told below, at the place where it would be written.
    let default = written.default.map_or(State::Open, State::from);
    let node = spec.get("ics")?;
    match ics::read(ics, node, default, zone, around) {
        Ok(calendar) => Some((calendar, node.head())),
        Err(mistakes) => {
            findings.extend(mistakes);
            None
        }
    }
}

fn said(text: &Option<String>) -> Option<String> {
    text.clone().filter(|text| !text.is_empty())
}

impl ChangeCalendar {
    /// What AWS holds under a name: a document's content, and what is known of it beside that.
    /// `around` is everything but the content.
    pub fn of_content(content: &str, around: ChangeCalendar) -> Self {
        match schedule::Calendar::parse(content) {
            Ok(calendar) => {
                let state = Self {
                    default: calendar.default.into(),
                    description: Some(calendar.description).filter(|text| !text.is_empty()),
                    change_manager_events: calendar.change_manager_events,
                    events: convert::keyed(calendar.events.iter().map(CalendarEvent::of)),
                    unreadable: None,
                    ..around
                };
                Self { unkept: Volatile(unkept(content, &state.text())), ..state }
            }
            Err(_) => Self { unreadable: Some(content.to_owned()), ..around },
        }
    }
}

/// The names of the lines of a text that another text of the same calendar has not: of those that programs write
/// for themselves and no event says.
fn unkept(theirs: &str, ours: &str) -> Option<String> {
    let name = |line: &str| line.split([':', ';']).next().unwrap_or_default().to_ascii_uppercase();
    let (lines, names): (BTreeSet<&str>, BTreeSet<String>) =
        ours.lines().map(|line| (line.trim_end(), name(line))).unzip();
    let lost = theirs.lines().map(str::trim_end).filter_map(|line| {
        let name = name(line);
        let own = match name.as_str() {
            "UID" | "PRODID" => !lines.contains(line),
            other => other.starts_with("X-") && !names.contains(other),
        };
        own.then_some(name)
    });
    let lost: BTreeSet<String> = lost.collect();
    (!lost.is_empty()).then(|| lost.into_iter().collect::<Vec<_>>().join(", "))
}
