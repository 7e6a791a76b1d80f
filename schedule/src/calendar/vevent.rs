//! Reads one event (`VEVENT`).

use std::collections::BTreeSet;

use jiff::SignedDuration;
use jiff::civil::DateTime;

use crate::calendar::component::Component;
use crate::calendar::line::Line;
use crate::calendar::moment::Moment;
use crate::calendar::text::unescape;
use crate::calendar::zones::{self, Brought};
use crate::calendar::{
    CalendarMistake, Event, EventKind, Exclusion, Interval, Length, Zone, duration, vtimezone,
};
use crate::problem::Problem;
use crate::timetable::resolve;

type Problems = Vec<Problem<CalendarMistake>>;

/// An event as it was read.
pub(super) struct Read {
    pub(super) event: Event,
    /// Whether it is the event itself and not one that stands for an occurrence.
    pub(super) stands_alone: bool,
    /// The occurrence of another event that it stands for, with that event's identifier.
    pub(super) instead_of: Option<(String, Exclusion)>,
    /// Whether it has been called off.
    pub(super) cancelled: bool,
}

/// A moment and the zone that it is written in.
#[derive(Clone)]
struct Placed {
    moment: Moment,
    zone: Zone,
}

impl Placed {
    fn wall(&self) -> DateTime {
        match self.moment {
            Moment::Day(date) => date.at(0, 0, 0, 0),
            Moment::Wall(wall) => wall,
            Moment::Utc(instant) => self.zone.clock.to_datetime(instant),
        }
    }

    fn exclusion(&self) -> Option<Exclusion> {
        match self.moment {
            Moment::Day(date) => Some(Exclusion::On(date)),
            Moment::Wall(wall) => resolve(&self.zone.clock, wall).map(Exclusion::At),
            Moment::Utc(instant) => Some(Exclusion::At(instant)),
        }
    }
}

struct Reader<'a> {
    brought: &'a Brought,
    floating: &'a Zone,
    problems: &'a mut Problems,
}

/// Reads an event; what is wrong with it goes to `problems`.
pub(super) fn read(
    component: &Component,
    brought: &Brought,
    floating: &Zone,
    problems: &mut Problems,
) -> Option<Read> {
    for line in component.lines.iter().filter(|line| line.name == "EXRULE") {
        problems.push(Problem::new(CalendarMistake::Unsupported { text: line.name.clone() }, line.span));
    }
    let text = |name, problems: &mut Problems| {
        component.one(name, problems).map(|line| unescape(line.value.trim())).unwrap_or_default()
    };
    let summary = text("SUMMARY", problems);
    let description = text("DESCRIPTION", problems);
    let uid = component.one("UID", problems).map(|line| line.value.trim().to_owned());
    let cancelled = component.one("STATUS", problems).is_some_and(|line| line.value.trim() == "CANCELLED");
    let advisory =
        component.one("X-EVENT-TYPE", problems).is_some_and(|line| line.value.trim() == "ADVISORY");
    let rule = component.one("RRULE", problems).and_then(|line| vtimezone::rule(line, problems));
    let mut reader = Reader { brought, floating, problems };
    let start = component.needed("DTSTART", reader.problems).and_then(|line| reader.moment(line))?;
    let length = reader.length(component, &start)?;
    let excluded = reader.exclusions(component);
    let instead_of = reader.instead_of(component, uid.as_deref());
    let mut event = Event {
        uid,
        summary,
        description,
        kind: if advisory { EventKind::Advisory } else { EventKind::Standard },
        start: start.wall(),
        all_day: matches!(start.moment, Moment::Day(_)),
        zone: start.zone,
        length,
        rule,
        excluded,
        added: BTreeSet::new(),
    };
    if event.is_too_long() {
        let text = "RRULE of an event that is longer than a year";
        let kind = CalendarMistake::Unsupported { text: text.to_owned() };
        reader.problems.push(Problem::new(kind, component.begin));
    }
    event.added = reader.additions(component, &event);
    let stands_alone = component.all("RECURRENCE-ID").next().is_none();
    Some(Read { event, stands_alone, instead_of, cancelled })
}

impl Reader<'_> {
    fn problem(&mut self, kind: CalendarMistake, line: &Line) {
        self.problems.push(Problem::new(kind, line.value_span));
    }

    fn moment(&mut self, line: &Line) -> Option<Placed> {
        self.placed(line, line.value.trim())
    }

    /// A text of a line as a moment in the line's zone.
    fn placed(&mut self, line: &Line, text: &str) -> Option<Placed> {
        let Some(moment) = Moment::read(text) else {
            self.problem(CalendarMistake::Moment { text: text.to_owned() }, line);
            return None;
        };
        let zone = match (moment, line.parameter("TZID")) {
            (Moment::Utc(_), _) => Zone::utc(),
            (Moment::Day(_), _) | (Moment::Wall(_), None) => self.floating.clone(),
            (Moment::Wall(_), Some(name)) => match zones::find(name, self.brought) {
                Some(zone) => zone,
                None => {
                    let kind = CalendarMistake::UnknownZone { name: name.to_owned() };
                    self.problems.push(Problem::new(kind, line.span));
                    return None;
                }
            },
        };
        Some(Placed { moment, zone })
    }

    fn length(&mut self, component: &Component, start: &Placed) -> Option<Length> {
        let end = component.one("DTEND", self.problems);
        let duration = component.one("DURATION", self.problems);
        match (end, duration) {
            (Some(_), Some(duration)) => {
                self.problems.push(Problem::new(CalendarMistake::BothEnds, duration.span));
                None
            }
            (Some(line), None) => {
                let end = self.moment(line)?;
                self.between(start, &end, line)
            }
            (None, Some(line)) => {
                let length = duration::read(line.value.trim());
                if length.is_none() {
                    self.problem(CalendarMistake::Duration { text: line.value.clone() }, line);
                }
                length
            }
            (None, None) => Some(match start.moment {
                Moment::Day(_) => Length::days(1, SignedDuration::ZERO),
                Moment::Wall(_) | Moment::Utc(_) => Length::wall(SignedDuration::ZERO),
            }),
        }
    }

    fn between(&mut self, start: &Placed, end: &Placed, line: &Line) -> Option<Length> {
        let length = match (start.moment, end.moment) {
            (Moment::Day(_), Moment::Wall(_) | Moment::Utc(_))
            | (Moment::Wall(_) | Moment::Utc(_), Moment::Day(_)) => {
                self.problem(CalendarMistake::MixedKinds, line);
                return None;
            }
            _ if start.zone.meaning() == end.zone.meaning() => {
                Length::wall(end.wall().duration_since(start.wall()))
            }
            _ => {
                let instant = |placed: &Placed| resolve(&placed.zone.clock, placed.wall());
                Length::days(0, instant(end)?.duration_since(instant(start)?))
            }
        };
        if length.is_negative() {
            self.problem(CalendarMistake::Backwards, line);
            return None;
        }
        Some(length)
    }

    fn exclusions(&mut self, component: &Component) -> BTreeSet<Exclusion> {
        let mut excluded = BTreeSet::new();
        for line in component.all("EXDATE") {
            for text in line.value.split(',') {
                excluded.extend(self.placed(line, text.trim()).and_then(|placed| placed.exclusion()));
            }
        }
        excluded
    }

    fn instead_of(&mut self, component: &Component, uid: Option<&str>) -> Option<(String, Exclusion)> {
        let line = component.one("RECURRENCE-ID", self.problems)?;
        if line.parameter("RANGE").is_some() {
            let kind = CalendarMistake::Unsupported { text: "RANGE=THISANDFUTURE".to_owned() };
            self.problems.push(Problem::new(kind, line.span));
        }
        let occurrence = self.moment(line)?.exclusion()?;
        if uid.is_none() {
            self.problems.push(Problem::new(CalendarMistake::Missing { property: "UID" }, component.begin));
        }
        Some((uid?.to_owned(), occurrence))
    }

    /// `RDATE`: dates, dates with times, or periods of their own length.
    fn additions(&mut self, component: &Component, event: &Event) -> BTreeSet<Interval> {
        let mut added = BTreeSet::new();
        for line in component.all("RDATE") {
            for text in line.value.split(',').map(str::trim) {
                added.extend(match text.split_once('/') {
                    Some((start, end)) => self.period(line, start, end),
                    None => self.placed(line, text).and_then(|placed| {
                        let mut like = event.clone();
                        (like.start, like.zone) = (placed.wall(), placed.zone);
                        like.first()
                    }),
                });
            }
        }
        added
    }

    fn period(&mut self, line: &Line, start: &str, end: &str) -> Option<Interval> {
        let from = self.placed(line, start)?;
        let start = resolve(&from.zone.clock, from.wall())?;
        let end = if end.starts_with(['P', '+']) {
            let Some(length) = duration::read(end) else {
                self.problem(CalendarMistake::Duration { text: end.to_owned() }, line);
                return None;
            };
            let until = resolve(&from.zone.clock, from.wall().checked_add(length.by_the_clock()).ok()?)?;
            until.checked_add(length.exactly()).ok()?
        } else {
            let to = self.placed(line, end)?;
            resolve(&to.zone.clock, to.wall())?
        };
        if end < start {
            self.problem(CalendarMistake::Backwards, line);
            return None;
        }
        Some(Interval { start, end })
    }
}
