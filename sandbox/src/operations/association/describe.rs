//! DescribeAssociation.

use super::body::NODES;
use super::{execution, missing, named, versions};
use crate::handler::{Answer, Call, Refusal};
use crate::store::{Table, View};
use crate::tree::{Record, Tree};

/// DescribeAssociation. An earlier version shows what it said, and the state of the whole.
pub(super) fn describe(call: &Call<'_>, view: &View<'_>) -> Answer {
    let said = call.said();
    let row = named(view, said.text("AssociationId"), said.text("Name"), said.text("InstanceId"))?;
    let version = said.text("AssociationVersion").filter(|version| *version != "$LATEST");
    let row = match version.map(str::parse) {
        None => row.clone(),
        Some(Ok(number)) if number == versions::number(row) => row.clone(),
        Some(Ok(number)) => earlier(view, row, number)?,
        Some(Err(_)) => return Err(missing()),
    };
    Ok(Record::new().with("AssociationDescription", described(call, &row, "AssociationDescription")))
}

fn earlier(view: &View<'_>, row: &Record, number: i64) -> Result<Record, Refusal> {
    let id = row.text("AssociationId").unwrap_or_default();
    let version = view.get(Table::AssociationVersion, &versions::key(id, number));
    version.cloned().ok_or_else(|| {
        let message = "The association has no such version.";
        Refusal::new("InvalidAssociationVersion", message)
    })
}

/// An association as `AssociationDescription` shows it.
pub(super) fn described(call: &Call<'_>, row: &Record, member: &'static str) -> Record {
    let mut out = row.seen(call.reply_shape(member));
    out.set("Overview", overview(call, row));
    let launched = row.integer("LaunchedAt");
    if row.get("InstanceId").is_some() {
        let date = launched.or(row.integer("Date")).unwrap_or_default();
        let message = format!("Associated with {}", row.text("Name").unwrap_or_default());
        let status = Record::new().with("Date", date).with("Name", "Associated").with("Message", message);
        out.set("Status", status);
    }
    if let Some(launched) = launched.filter(|_| execution::status(call, launched).0 == "Success") {
        out.set("LastExecutionDate", launched);
        out.set("LastSuccessfulExecutionDate", launched);
    }
    out
}

/// An association as it is answered when it was made or changed: however soon it runs, the answer is given before
/// that, and tells of the run before, if any.
pub(super) fn answered(call: &Call<'_>, row: &Record, before: Option<&Record>) -> Record {
    let mut row = row.clone();
    match before.and_then(|before| before.integer("LaunchedAt")) {
        Some(at) => row.set("LaunchedAt", at),
        None => row.remove("LaunchedAt"),
    }
    let overview = Record::new().with("Status", "Pending").with("DetailedStatus", "Creating");
    described(call, &row, "AssociationDescription").with("Overview", overview)
}

/// How its last run went, on how many nodes; no number where there are none, and none at all of a run that begins.
pub(super) fn overview(call: &Call<'_>, row: &Record) -> Record {
    let (status, detailed) = execution::status(call, row.integer("LaunchedAt"));
    let overview = Record::new().with("Status", status).with("DetailedStatus", detailed);
    if detailed == "Creating" {
        return overview;
    }
    let nodes = row.integer(NODES).filter(|nodes| *nodes > 0);
    let counts = nodes.map(|nodes| (status.into(), Tree::Integer(nodes))).into_iter().collect();
    overview.with("AssociationStatusAggregatedCount", Tree::Map(counts))
}
