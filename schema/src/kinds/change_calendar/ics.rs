//! Reads the iCalendar text of a manifest.

use schedule::Calendar;
use schedule::calendar::{State, Zone};

use crate::finding::Finding;
use crate::kinds::change_calendar::{Surroundings, WrittenIcs};
use crate::kinds::document::Place;
use crate::kinds::files::named;
use crate::node::Node;
use crate::source::Span;

/// The calendar of a text or file.
///
/// # Errors
/// Every mistake in it, each where a person wrote it.
pub(super) fn read(
    ics: &WrittenIcs,
    node: &Node,
    default: State,
    zone: &Zone,
    around: Surroundings<'_>,
) -> Result<Calendar, Vec<Finding>> {
    let (text, place) = match ics {
        WrittenIcs::Text(text) => (text.as_str(), Place::scalar(around.sources, node, text)),
        WrittenIcs::File(file) => {
            let span = node.get("file").map_or(node.head(), |path| path.span);
            let file = named(around.files, &file.file, span).map_err(|finding| vec![finding])?;
            (file.text.as_str(), Place::file(around.sources, file.source, &file.text))
        }
    };
    Calendar::import(text, Some(default), zone).map_err(|problems| {
        let source = node.span.source;
        let finding = |problem: schedule::Problem<schedule::calendar::CalendarMistake>| {
            let own = Span { source, start: problem.span.start as u32, end: problem.span.end as u32 };
            let finding = Finding::error("calendar-ics", own, problem.kind.to_string());
            place.finding(finding.help(problem.kind.help()))
        };
        problems.into_iter().map(finding).collect()
    })
}
