//! The rules of events.

use jiff::SignedDuration;
use schedule::calendar::{Event, Length, Zone};

use crate::finding::Finding;
use crate::kinds::change_calendar::{CalendarEvent, CalendarZone, End, Moment, WrittenEvent};
use crate::node::Node;
use crate::source::Span;

/// The event that is meant; `None` where its mistakes leave none.
pub(in crate::kinds::change_calendar) fn event(
    written: &WrittenEvent,
    node: &Node,
    zone: &Zone,
    findings: &mut Vec<Finding>,
) -> Option<Event> {
    let WrittenEvent { summary, description, r#type, start, end, duration, timezone, repeat, except } =
        written;
    let place = |field: &str| node.get(field).map_or(node.head(), Node::head);
    let length = match (end, duration) {
        (Some(_), Some(_)) => {
            let message = "both an end and a duration are written";
            findings.push(
                Finding::error("calendar-end", place("duration"), message).help("take one of them out"),
            );
            return None;
        }
        (None, Some(duration)) => SignedDuration::from_secs(i64::try_from(duration.as_seconds()).ok()?),
        (Some(end), None) => end_length(*start, *end, place("end"), findings)?,
        (None, None) => match start {
            Moment::Day(_) => SignedDuration::from_hours(24),
            Moment::Wall(_) | Moment::Utc(_) => {
                let message = "the event does not say when it ends";
                let help = "write `end` or `duration`; only a whole day goes without";
                findings.push(Finding::error("calendar-end", place("start"), message).help(help));
                return None;
            }
        },
    };
    if length <= SignedDuration::ZERO {
        let span = if end.is_some() { place("end") } else { place("duration") };
        findings.push(ends_early(span));
        return None;
    }
    let state = CalendarEvent {
        summary: summary.clone(),
        description: description.clone(),
        r#type: *r#type,
        start: *start,
        end: End::At(*start),
        timezone: timezone.clone().unwrap_or_else(|| CalendarZone(zone.clone())),
        repeat: repeat.clone(),
        except: except.clone(),
        also: Default::default(),
    };
    let whole_days = matches!(start, Moment::Day(_)) && length.as_secs() % 86400 == 0;
    let event = Event { length: Length::wall(length), all_day: whole_days, ..state.event() };
    if event.is_too_long() {
        let span = if end.is_some() { place("end") } else { place("duration") };
        findings.push(
            Finding::error("calendar-end", span, "an event that comes back lasts longer than a year")
                .help("write the events that are meant one by one"),
        );
        return None;
    }
    if !event.rule_names_start() {
        findings.push(
            Finding::warning("calendar-start", place("start"), "the rule does not name this start")
                .also(place("repeat"), "the rule names other days or times")
                .help("the event happens at this start too; let it begin with a day that the rule names"),
        );
    }
    Some(event)
}

/// From the start to the end, both by one clock.
fn end_length(start: Moment, end: Moment, span: Span, findings: &mut Vec<Finding>) -> Option<SignedDuration> {
    match (start, end) {
        (Moment::Day(_), Moment::Wall(_) | Moment::Utc(_))
        | (Moment::Wall(_) | Moment::Utc(_), Moment::Day(_)) => {
            let message = "the start and the end are not both dates or both times";
            findings.push(Finding::error("calendar-end", span, message).help("write both in one form"));
            None
        }
        (Moment::Wall(_), Moment::Utc(_)) | (Moment::Utc(_), Moment::Wall(_)) => {
            let message = "one of start and end is in UTC, the other is not";
            findings.push(
                Finding::error("calendar-end", span, message).help("write both with `Z` or both without"),
            );
            None
        }
        (Moment::Day(_), Moment::Day(_))
        | (Moment::Wall(_), Moment::Wall(_))
        | (Moment::Utc(_), Moment::Utc(_)) => Some(end.wall().duration_since(start.wall())),
    }
}

fn ends_early(span: Span) -> Finding {
    Finding::error("calendar-end", span, "the event ends before it begins")
        .help("the end is the first moment after the event; an event on one day ends with the next")
}
