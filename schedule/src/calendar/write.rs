//! Writes a calendar as AWS writes it: its header and order of lines, CRLF, folded.

use std::collections::BTreeMap;

use jiff::Timestamp;
use jiff::tz::Offset;

use crate::calendar::outlook::State;
use crate::calendar::text::{escape, push};
use crate::calendar::{Calendar, Event, EventKind, Interval, Observance, Zone, duration, moment};
use crate::timetable::resolve;

/// What stands for the time of writing where there is no event: a text is the same whenever it is
/// written.
const LONG_AGO: &str = "20200101T000000Z";

impl Calendar {
    /// The content of a document of type ChangeCalendar that means this calendar. The same
    /// calendar has the same text, whenever it is written.
    pub fn text(&self) -> String {
        let Self { default, says_default: _, description, change_manager_events, events } = self;
        let mut out = String::new();
        push(&mut out, "BEGIN:VCALENDAR");
        push(&mut out, "PRODID:-//AWS//Change Calendar 1.0//EN");
        push(&mut out, "VERSION:2.0");
        push(
            &mut out,
            match default {
                State::Open => "X-CALENDAR-TYPE:DEFAULT_OPEN",
                State::Closed => "X-CALENDAR-TYPE:DEFAULT_CLOSED",
            },
        );
        push(&mut out, &format!("X-WR-CALDESC:{}", escape(description)));
        if *change_manager_events {
            push(&mut out, "X-CALENDAR-CMEVENTS:ENABLED");
        }
        let brought: BTreeMap<_, _> = events.iter().map(|event| (event.zone.name(), &event.zone)).collect();
        for zone in brought.into_values().filter(|zone| !zone.observances().is_empty()) {
            push_zone(&mut out, zone);
        }
        if events.is_empty() {
            push_placeholder(&mut out);
        }
        let mut known = BTreeMap::new();
        for event in events {
            push_event(&mut out, event, &mut known);
        }
        push(&mut out, "END:VCALENDAR");
        out
    }
}

/// What AWS puts in the place of events where there are none.
fn push_placeholder(out: &mut String) {
    for line in [
        "BEGIN:VTODO",
        &format!("DTSTAMP:{LONG_AGO}"),
        "UID:placeholder@trueup",
        "SUMMARY:Add events to this calendar.",
        "END:VTODO",
    ] {
        push(out, line);
    }
}

fn push_zone(out: &mut String, zone: &Zone) {
    push(out, "BEGIN:VTIMEZONE");
    push(out, &format!("TZID:{}", zone.name()));
    for Observance { first, from, to, rule, more } in zone.observances() {
        let kind = if to > from { "DAYLIGHT" } else { "STANDARD" };
        push(out, &format!("BEGIN:{kind}"));
        push(out, &format!("DTSTART:{}", moment::wall(*first)));
        push(out, &format!("TZOFFSETFROM:{}", offset(*from)));
        push(out, &format!("TZOFFSETTO:{}", offset(*to)));
        if let Some(rule) = rule {
            push(out, &format!("RRULE:{}", rule.text()));
        }
        for wall in more {
            push(out, &format!("RDATE:{}", moment::wall(*wall)));
        }
        push(out, &format!("END:{kind}"));
    }
    push(out, "END:VTIMEZONE");
}

fn offset(offset: Offset) -> String {
    let seconds = offset.seconds();
    let sign = if seconds < 0 { '-' } else { '+' };
    let (hours, minutes, rest) = (seconds.abs() / 3600, seconds.abs() / 60 % 60, seconds.abs() % 60);
    let rest = if rest == 0 { String::new() } else { format!("{rest:02}") };
    format!("{sign}{hours:02}{minutes:02}{rest}")
}

fn push_event(out: &mut String, event: &Event, known: &mut BTreeMap<String, u32>) {
    push(out, "BEGIN:VEVENT");
    push(out, &format!("DTSTAMP:{}", event.starts().map_or_else(|| LONG_AGO.to_owned(), moment::utc)));
    push(out, &format!("UID:{}", identifier(event, known)));
    push(out, "SEQUENCE:0");
    push(out, &format!("SUMMARY:{}", escape(&event.summary)));
    if !event.description.is_empty() {
        push(out, &format!("DESCRIPTION:{}", escape(&event.description)));
    }
    push(out, &format!("DTSTART{}", event.wall_text(event.start)));
    push(out, &event.end_line());
    if let Some(rule) = &event.rule {
        push(out, &format!("RRULE:{}", rule.text()));
    }
    for instant in event.excluded_instants() {
        push(out, &format!("EXDATE{}", event.instant_text(instant)));
    }
    for occurrence in &event.added {
        push(out, &format!("RDATE{}", event.addition_text(occurrence)));
    }
    push(
        out,
        match event.kind {
            EventKind::Standard => "X-EVENT-TYPE:STANDARD",
            EventKind::Advisory => "X-EVENT-TYPE:ADVISORY",
        },
    );
    push(out, "END:VEVENT");
}

impl Event {
    /// A wall-clock time of its zone with what comes before it: `;TZID=Europe/Berlin:2027…`.
    fn wall_text(&self, wall: jiff::civil::DateTime) -> String {
        if self.dated() {
            return format!(";VALUE=DATE:{}", moment::day(wall.date()));
        }
        if self.zone.is_utc() {
            return format!(":{}Z", moment::wall(wall));
        }
        let name = self.zone.name();
        let name = if name.contains([':', ';', ',']) { format!("\"{name}\"") } else { name.to_owned() };
        format!(";TZID={name}:{}", moment::wall(wall))
    }

    /// An instant by its wall clock; in UTC where the wall clock shows that time twice.
    fn instant_text(&self, instant: Timestamp) -> String {
        let wall = self.zone.clock.to_datetime(instant);
        if self.dated() || self.reads_back(instant) {
            self.wall_text(wall)
        } else {
            format!(":{}", moment::utc(instant))
        }
    }

    /// The end; a duration where an end would be read with another meaning.
    fn end_line(&self) -> String {
        let recurs = self.rule.is_some() || !self.added.is_empty();
        let length = if self.zone.is_utc() { self.length.steady() } else { self.length };
        if length.exactly().is_zero() {
            return format!("DTEND{}", self.wall_text(self.start.saturating_add(length.by_the_clock())));
        }
        match self.first().map(|first| first.end).filter(|end| !recurs && self.reads_back(*end)) {
            Some(end) => format!("DTEND{}", self.instant_text(end)),
            None => format!("DURATION:{}", duration::text(length)),
        }
    }

    /// Whether it can be written as plain dates, which say nothing of a zone.
    fn dated(&self) -> bool {
        self.all_day && self.zone.is_utc()
    }

    /// Whether an instant is still the same when its wall-clock time is read.
    fn reads_back(&self, instant: Timestamp) -> bool {
        resolve(&self.zone.clock, self.zone.clock.to_datetime(instant)) == Some(instant)
    }

    /// An occurrence beside the rule; with its end where it is not as long as the event.
    fn addition_text(&self, occurrence: &Interval) -> String {
        let wall = self.zone.clock.to_datetime(occurrence.start);
        if self.occurrence(wall) == Some(*occurrence) {
            self.wall_text(wall)
        } else {
            let (start, end) = (moment::utc(occurrence.start), moment::utc(occurrence.end));
            format!(";VALUE=PERIOD:{start}/{end}")
        }
    }
}

/// What an event is known by: its own identifier, or one made of its start and summary.
fn identifier(event: &Event, known: &mut BTreeMap<String, u32>) -> String {
    let made = || {
        let letters = event.summary.chars().map(|char| if char.is_ascii_alphanumeric() { char } else { '-' });
        let slug: String = letters.take(40).collect::<String>().to_ascii_lowercase();
        format!("{}-{}@trueup", moment::wall(event.start), slug.trim_matches('-'))
    };
    let first = event.uid.clone().unwrap_or_else(made);
    let mut name = first.clone();
    // Each search goes on where the last one of this name ended.
    let mut count = known.get(&first).copied().unwrap_or(1);
    while known.contains_key(&name) {
        count += 1;
        name = format!("{count}-{first}");
    }
    known.insert(first, count);
    known.entry(name.clone()).or_insert(1);
    name
}
