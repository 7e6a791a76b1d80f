//! Change calendars: documents of type ChangeCalendar, and what they say of an instant.

mod state;

use schedule::Calendar;

use crate::handler::{Kind, Refusal, read};

/// Change calendars.
pub(super) const KIND: Kind =
    Kind { service: "ssm", entries: &[read("GetCalendarState", state::get)], upkeep: &[] };

/// What a document of type ChangeCalendar holds must be: the first thing that is not so, in the sandbox's words.
pub(super) fn check(content: &str) -> Result<(), Refusal> {
    let Err(problems) = Calendar::parse(content) else { return Ok(()) };
    let message = problems.first().map_or_else(String::new, |problem| {
        let line = content[..problem.span.start].lines().count().max(1);
        format!("The calendar is not valid: line {line}: {}", problem.kind)
    });
    Err(Refusal::new("InvalidDocumentContent", message))
}
