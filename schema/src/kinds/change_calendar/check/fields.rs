//! The rules of a calendar beside its events.

use schedule::Calendar;
use schedule::calendar::State;

use crate::finding::Finding;
use crate::kinds::change_calendar::{ChangeCalendar, Surroundings, WrittenCalendar, WrittenIcs};
use crate::kinds::document::{name_mistake, share_mistakes};
use crate::kinds::tags;
use crate::node::Node;
use crate::source::Span;

/// The most bytes that AWS takes as the content of a document.
const MOST_BYTES: usize = 64 * 1024;

/// Checks name, sharing and tags.
pub(in crate::kinds::change_calendar) fn fields(
    written: &WrittenCalendar,
    spec: &Node,
    around: Surroundings<'_>,
    findings: &mut Vec<Finding>,
) {
    let name = written.name.as_deref().unwrap_or(&around.name.value);
    findings.extend(name_mistake(name, spec.get("name").map_or(around.name.span, Node::head)));
    share_mistakes(&written.share, spec, findings);
    tags::check_all(spec, around.tags, tags::Ours::Stack, findings);
}

/// Checks that the state outside of events is said, and said once.
pub(in crate::kinds::change_calendar) fn default(
    written: &WrittenCalendar,
    imported: Option<&(Calendar, Span)>,
    spec: &Node,
    findings: &mut Vec<Finding>,
) {
    let help = "write `default: open`, and events close it, or `default: closed`, and events open it";
    let says = match &written.ics {
        Some(WrittenIcs::Text(text)) => text.contains("X-CALENDAR-TYPE"),
        // A file that could not be read or understood is a finding of its own.
        Some(WrittenIcs::File(_)) => imported.is_none_or(|(calendar, _)| calendar.says_default),
        None => false,
    };
    match written.default {
        None if !says && spec.get("default").is_none() => {
            let message = "the calendar does not say whether it is open or closed by default";
            findings.push(Finding::error("calendar-default", spec.head(), message).help(help));
        }
        Some(default) => {
            let Some((calendar, place)) = imported.filter(|(calendar, _)| calendar.says_default) else {
                return;
            };
            if State::from(default) != calendar.default {
                let span = spec.get("default").map_or(spec.head(), Node::head);
                let message = "the calendar in `ics` says the other state";
                findings.push(
                    Finding::error("calendar-default", span, message)
                        .also(*place, "its `X-CALENDAR-TYPE` differs")
                        .help("take `default` out, or mend the calendar"),
                );
            }
        }
        None => {}
    }
}

/// Checks that AWS takes as much.
pub(in crate::kinds::change_calendar) fn size(
    state: &ChangeCalendar,
    spec: &Node,
    findings: &mut Vec<Finding>,
) {
    let bytes = state.text().len();
    if bytes > MOST_BYTES {
        let place = spec.entry("ics").or(spec.entry("events")).map_or(spec.head(), |entry| entry.key.span);
        let message = format!("the calendar's text is {bytes} bytes long, and AWS takes {MOST_BYTES}");
        findings.push(
            Finding::error("calendar-size", place, message)
                .help("take past events out, or let a rule repeat what is written many times"),
        );
    }
}
