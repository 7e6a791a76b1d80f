//! DescribeMaintenanceWindowSchedule: the runs to come, of one window or of all.

use jiff::{SignedDuration, Timestamp};
use schedule::instant;

use super::run::{self, Run};
use super::targets::Targets;
use super::{PAGE, filter, for_target, window};
use crate::handler::{Answer, Call, Refusal};
use crate::operations::page::reply;
use crate::store::{Table, View};
use crate::tree::{Record, Tree, encode};

/// Digits of an instant in a key.
const INSTANT: usize = 20;
/// How far ahead runs are listed where the request does not say.
const AHEAD: SignedDuration = SignedDuration::from_hours(366 * 24);

const BOUNDS: [&str; 2] = ["ScheduledBefore", "ScheduledAfter"];

/// DescribeMaintenanceWindowSchedule.
pub(super) fn describe(call: &Call<'_>, view: &View<'_>) -> Answer {
    let said = call.said();
    let (targets, resource_type) = (Targets::said(&said, "Targets"), said.text("ResourceType"));
    let (from, until) = bounds(call)?;
    let named = said.text("WindowId");
    let asked = said.get("Targets").map(|targets| encode(targets).to_string());
    // Bounds that are not said move with the clock, and a token must outlive that.
    let bounds = filter::said(call, &BOUNDS)?;
    let page = filter::page(call, &format!("{named:?} {resource_type:?} {asked:?} {bounds:?}"), PAGE)?;
    named.map_or(Ok(()), |id| window(view, id).map(drop))?;
    let windows = view.under(Table::MaintenanceWindow, named.unwrap_or_default());
    let windows = windows.filter(|(id, _)| {
        targets.is_empty() || for_target::holds(view, id, resource_type.unwrap_or("INSTANCE"), &targets)
    });
    // A page needs no more of one window than what fits on it and what the page before ended with.
    let resumed = page.after().and_then(|key| key.get(..INSTANT)?.parse::<i64>().ok());
    let since = resumed.map_or(from.as_millisecond(), |last| last - 1);
    let mut runs: Vec<(String, Tree)> = Vec::new();
    for (id, row) in windows {
        let ahead = run::upcoming(row, since).take_while(|run| run.at <= until).take(page.size + 2);
        runs.extend(ahead.map(|run| item(id, row, run)));
    }
    runs.sort_by(|(a, _), (b, _)| a.cmp(b));
    let rest = runs.iter().filter(|(key, _)| page.precedes(key));
    let (items, token) = page.take(rest.map(|(key, item)| (&**key, Some(item.clone()))));
    Ok(reply("ScheduledWindowExecutions", items, token))
}

/// A run under a key that sorts by instant, then by window.
fn item(id: &str, row: &Record, run: Run) -> (String, Tree) {
    let key = format!("{:0INSTANT$} {id}", run.at.as_millisecond());
    let item = Record::new().with("WindowId", id).with_some("Name", row.text("Name"));
    (key, Tree::Record(item.with("ExecutionTime", run.shown())))
}

/// From when and until when runs are asked for.
fn bounds(call: &Call<'_>) -> Result<(Timestamp, Timestamp), Refusal> {
    let now =
        Timestamp::from_millisecond(call.now).map_err(|_| Refusal::internal("the clock is out of range"))?;
    let ahead = || now.saturating_add(AHEAD).unwrap_or(Timestamp::MAX);
    let (mut from, mut until) = (now, None);
    for filter in filter::said(call, &BOUNDS)? {
        let text = filter.first();
        let at = instant::instant(text);
        let at = at.map_err(|_| Refusal::validation(format!("{text} is not a valid date")))?;
        match filter.key {
            "ScheduledBefore" => until = Some(at),
            _ => from = from.max(at),
        }
    }
    Ok((from, until.unwrap_or_else(ahead)))
}
