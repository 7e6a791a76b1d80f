//! Reads a time zone that a calendar brings along (`VTIMEZONE`).

use jiff::civil::DateTime;
use jiff::tz::Offset;

use crate::calendar::component::Component;
use crate::calendar::line::Line;
use crate::calendar::moment::Moment;
use crate::calendar::zones::{Brought, Zone};
use crate::calendar::{CalendarMistake, Observance, Rule};
use crate::problem::{Problem, Span};

type Problems = Vec<Problem<CalendarMistake>>;

/// Reads a zone into those that are known.
pub(super) fn read(component: &Component, brought: &mut Brought, problems: &mut Problems) {
    let before = problems.len();
    let name = component.needed("TZID", problems).map(|line| line.value.trim().to_owned());
    let parts = component.components.iter().filter(|part| part.name == "STANDARD" || part.name == "DAYLIGHT");
    let observances: Vec<_> = parts.filter_map(|part| observance(part, problems)).collect();
    if problems.len() > before {
        return;
    }
    match name.and_then(|name| Zone::brought(&name, observances)) {
        Some(zone) => {
            brought.insert(zone.name().to_owned(), zone);
        }
        None => problems.push(Problem::new(CalendarMistake::EmptyZone, component.begin)),
    }
}

fn observance(part: &Component, problems: &mut Problems) -> Option<Observance> {
    let from = part.needed("TZOFFSETFROM", problems).and_then(|line| offset(line, problems));
    let to = part.needed("TZOFFSETTO", problems).and_then(|line| offset(line, problems));
    let first =
        part.needed("DTSTART", problems).and_then(|line| local(&line.value, line.value_span, problems));
    let rule = part.one("RRULE", problems).and_then(|line| rule(line, problems));
    let mut more = Vec::new();
    for line in part.all("RDATE") {
        for text in line.value.split(',') {
            more.extend(local(text, line.value_span, problems));
        }
    }
    Some(Observance { first: first?, from: from?, to: to?, rule, more })
}

/// The rule of a line.
pub(super) fn rule(line: &Line, problems: &mut Problems) -> Option<Rule> {
    let found = Rule::parse(line.value.trim_end());
    let placed =
        |problem: Problem<_>| Problem::new(CalendarMistake::Rule(problem.kind), line.within(problem.span));
    found.map_err(|mistakes| problems.extend(mistakes.into_iter().map(placed))).ok()
}

fn local(text: &str, span: Span, problems: &mut Problems) -> Option<DateTime> {
    match Moment::read(text.trim()) {
        Some(Moment::Wall(wall)) => Some(wall),
        Some(Moment::Day(_) | Moment::Utc(_)) | None => {
            problems.push(Problem::new(CalendarMistake::Moment { text: text.to_owned() }, span));
            None
        }
    }
}

fn offset(line: &Line, problems: &mut Problems) -> Option<Offset> {
    let offset = read_offset(line.value.trim());
    if offset.is_none() {
        let kind = CalendarMistake::Offset { text: line.value.clone() };
        problems.push(Problem::new(kind, line.value_span));
    }
    offset
}

/// `+0100`, `-0530`, `+011515`.
fn read_offset(text: &str) -> Option<Offset> {
    let (sign, digits) = match text.split_at_checked(1)? {
        ("+", digits) => (1, digits),
        ("-", digits) => (-1, digits),
        _ => return None,
    };
    if !matches!(digits.len(), 4 | 6) || !digits.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    let part = |at: usize| digits.get(at..at + 2).map_or(Some(0), |text| text.parse::<i32>().ok());
    let (hours, minutes, seconds) = (part(0)?, part(2)?, part(4)?);
    let fits = hours < 24 && minutes < 60 && seconds < 60;
    Offset::from_seconds(sign * (hours * 3600 + minutes * 60 + seconds)).ok().filter(|_| fits)
}
