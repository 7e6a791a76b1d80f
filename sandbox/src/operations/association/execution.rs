//! Runs: at creation, after an update, when the document changes, and when somebody asks. By its schedule nothing
//! runs here.

use schedule::Calendar;
use schedule::calendar::{State, outlook};

use super::body::{NODES, flag};
use super::targets;
use crate::handler::{Call, Refusal, uuid};
use crate::operations::document::Held;
use crate::store::{Table, Tx, View};
use crate::tree::{Record, Tree};

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

/// Runs an association once, unless a calendar is closed. The row says since when.
pub(super) fn launch(call: &Call<'_>, tx: &mut Tx<'_>, row: &mut Record) {
    if !is_open(call, &tx.view(), row) {
        return;
    }
    let id = row.text("AssociationId").unwrap_or_default().to_owned();
    let execution = uuid(call.ids.draw(call.now));
    let nodes = targets::count(&tx.view(), row);
    let run = Record::new()
        .with("AssociationId", &*id)
        .with("AssociationVersion", row.text("AssociationVersion").unwrap_or_default())
        .with("ExecutionId", &*execution)
        .with("CreatedTime", call.now)
        .with(NODES, nodes);
    tx.put(Table::AssociationExecution, &format!("{id} {:015} {execution}", call.now), run);
    row.set("LaunchedAt", call.now);
    row.set(NODES, nodes);
}

/// Runs what follows a document, of which `$DEFAULT` or `$LATEST` means another version from now on.
pub(in crate::operations) fn document_changed(
    call: &Call<'_>,
    tx: &mut Tx<'_>,
    document: &str,
    meaning: &str,
) {
    let view = tx.view();
    let follow = view.under(Table::Association, "").map(|(_, row)| row).filter(|row| {
        super::is_of(row, document)
            && row.text("DocumentVersion") == Some(meaning)
            && !flag(row, "ApplyOnlyAtCronInterval")
    });
    for mut row in follow.cloned().collect::<Vec<_>>() {
        launch(call, tx, &mut row);
        let id = row.text("AssociationId").unwrap_or_default().to_owned();
        tx.put(Table::Association, &id, row);
    }
}

/// How far a run that began at an instant is, or what waits for its first: its status and the finer one.
pub(super) fn status(call: &Call<'_>, launched: Option<i64>) -> (&'static str, &'static str) {
    match launched {
        Some(at) if at + call.settling < call.now || call.settling == 0 => ("Success", "Success"),
        Some(_) => ("Pending", "Creating"),
        None => ("Pending", "Associated"),
    }
}
