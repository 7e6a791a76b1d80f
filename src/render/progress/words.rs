//! Events in words, one line each.

use engine::Action;
use engine::apply::Event;

use crate::render::outcome::past;
use crate::render::plan::{about, head};
use crate::render::style::{Line, Paint, Style};
use crate::view::text::counted;

/// The line for an event; `None` for what only a bar shows.
pub(super) fn line(event: &Event, style: Style) -> Option<Line> {
    let line =
        |action: &Action, address: &engine::Address| head(*action, address.as_str(), style).plain("  ");
    match event {
        Event::Started { changes: 0, seconds: _ } => Some(Line::new().plain("Nothing to apply")),
        Event::Started { changes, seconds } => {
            let changes = counted(*changes, "change", "changes");
            Some(Line::new().plain(format!("Applying {changes}, {}", about(*seconds))))
        }
        Event::Begun { .. } | Event::Withdrawn { .. } => None,
        Event::Pausing { address, seconds } => Some(
            Line::new()
                .plain("    ")
                .push(Paint::Dim, format!("{address}  waits {seconds} s, AWS needs the time")),
        ),
        Event::Done { address, action, notes } => {
            let notes: String = notes.iter().map(|note| format!("; {note}")).collect();
            Some(line(action, address).plain(format!("{}{notes}", past(*action))))
        }
        Event::Failed { address, action, reason } => {
            Some(line(action, address).push(Paint::Red, "failed").plain(format!(": {reason}")))
        }
        Event::Skipped { address, action, reason } => {
            Some(line(action, address).push(Paint::Yellow, "skipped").plain(format!(": {reason}")))
        }
        Event::Settling { left } => Some(Line::new().push(Paint::Dim, settling(*left))),
    }
}

/// What is said while AWS catches up.
pub(super) fn settling(left: usize) -> String {
    let verb = if left == 1 { "does" } else { "do" };
    format!(
        "Waiting for AWS to catch up: {} {verb} not read back yet",
        counted(left, "resource", "resources")
    )
}
