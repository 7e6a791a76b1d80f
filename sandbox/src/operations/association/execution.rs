//! Runs: at creation, after an update, when the document changes, and when somebody asks. By its schedule nothing
//! runs here.

use schedule::Calendar;
use schedule::calendar::{State, outlook};

use super::body::flag;
use super::targets;
use crate::facts::Name;
use crate::handler::{Call, Refusal, uuid};
use crate::operations::document::Held;
use crate::operations::turn;
use crate::store::{Table, Tx, View};
use crate::tree::{Record, Tree};

/// When the last run began, for how many nodes, and when the last that ended before it did: not AWS's members, and
/// never shown.
const LAUNCHED: Name = "LaunchedAt";
const NODES: Name = "Nodes";
const BEFORE: Name = "LaunchedBefore";

/// What an association keeps of its runs, whichever version they were of.
pub(super) const RUN: [Name; 3] = [LAUNCHED, NODES, BEFORE];

/// The calendars that an association goes by.
pub(super) fn calendars(call: &Call<'_>, view: &View<'_>, row: &Record) -> Result<Vec<Calendar>, Refusal> {
    let names = row.items("CalendarNames").iter().filter_map(Tree::as_text);
    names
        .map(|name| {
            let held = Held::find(call, view, name)?;
            if held.document_type() != "ChangeCalendar" {
                let message = format!("The document {name} is not a change calendar");
                return Err(Refusal::new("InvalidDocument", message));
            }
            Calendar::parse(held.content()).map_err(|_| {
                Refusal::new("InvalidDocument", format!("The change calendar {name} can't be read"))
            })
        })
        .collect()
}

/// Whether every calendar is open.
fn is_open(call: &Call<'_>, view: &View<'_>, row: &Record) -> bool {
    let (Ok(calendars), Ok(now)) = (calendars(call, view, row), jiff::Timestamp::from_millisecond(call.now))
    else {
        return false;
    };
    outlook(&calendars, now).state == State::Open
}

/// Runs an association once, unless a calendar is closed.
pub(super) fn launch(call: &Call<'_>, tx: &mut Tx<'_>, id: &str) {
    let view = tx.view();
    let Some(row) = view.get(Table::Association, id).filter(|row| is_open(call, &view, row)) else { return };
    let nodes = targets::count(&view, row);
    let run = Record::new()
        .with("AssociationId", id)
        .with("AssociationVersion", row.text("AssociationVersion").unwrap_or_default())
        .with("ExecutionId", uuid(call.ids.draw(call.now)))
        .with("CreatedTime", call.now)
        .with(NODES, nodes);
    let prefix = format!("{id} {:015} ", call.now);
    let key = format!("{prefix}{}", turn(&view, Table::AssociationExecution, &prefix));
    let before = ended(call, row);
    let row = row.clone().with(LAUNCHED, call.now).with(NODES, nodes).with_some(BEFORE, before);
    tx.put(Table::AssociationExecution, &key, run);
    tx.put(Table::Association, id, row);
}

/// Runs what follows a document, of which `$DEFAULT` or `$LATEST` means another version from now on.
pub(in crate::operations) fn document_changed(
    call: &Call<'_>,
    tx: &mut Tx<'_>,
    document: &str,
    meaning: &str,
) {
    let view = tx.view();
    let follow = view.under(Table::Association, "").filter(|(_, row)| {
        super::is_of(call, row, document)
            && row.text("DocumentVersion") == Some(meaning)
            && !flag(row, "ApplyOnlyAtCronInterval")
    });
    let follow: Vec<String> = follow.map(|(id, _)| id.to_owned()).collect();
    follow.iter().for_each(|id| launch(call, tx, id));
}

/// When an association's last run began, if any.
pub(super) fn launched(row: &Record) -> Option<i64> {
    row.integer(LAUNCHED)
}

/// When the last run of an association that has ended began.
pub(super) fn ended(call: &Call<'_>, row: &Record) -> Option<i64> {
    launched(row).filter(|at| status(call, Some(*at)).0 == "Success").or(row.integer(BEFORE))
}

/// How many nodes a run is for; none of an association that has not run.
pub(super) fn nodes(row: &Record) -> Option<i64> {
    row.integer(NODES)
}

/// How far a run that began at an instant is, or what waits for its first: its status and the finer one.
pub(super) fn status(call: &Call<'_>, launched: Option<i64>) -> (&'static str, &'static str) {
    match launched {
        Some(at) if call.settled(at) <= call.now => ("Success", "Success"),
        Some(_) => ("Pending", "Creating"),
        None => ("Pending", "Associated"),
    }
}
