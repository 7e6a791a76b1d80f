//! DescribeAssociation.

use super::{execution, missing, named, targets, versions};
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
    Ok(Record::new().with("AssociationDescription", described(call, view, &row)))
}

fn earlier(view: &View<'_>, row: &Record, number: i64) -> Result<Record, Refusal> {
    let id = row.text("AssociationId").unwrap_or_default();
    let version = view.get(Table::AssociationVersion, &versions::key(id, number));
    let mut version = version.cloned().ok_or_else(|| {
        let message = "The association has no such version.";
        Refusal::new("InvalidAssociationVersion", message)
    })?;
    for member in execution::RUN {
        match row.get(member) {
            Some(value) => version.set(member, value.clone()),
            None => version.remove(member),
        }
    }
    Ok(version)
}

/// An association as `AssociationDescription` shows it.
pub(super) fn described(call: &Call<'_>, view: &View<'_>, row: &Record) -> Record {
    let mut out = row.seen(call.reply_shape("AssociationDescription"));
    out.set("Overview", overview(call, view, row));
    if row.get("InstanceId").is_some() {
        let date = execution::launched(row).or(row.integer("Date")).unwrap_or_default();
        let message = format!("Associated with {}", row.text("Name").unwrap_or_default());
        let status = Record::new().with("Date", date).with("Name", "Associated").with("Message", message);
        out.set("Status", status);
    }
    let ended = execution::ended(call, row);
    out.with_some("LastExecutionDate", ended).with_some("LastSuccessfulExecutionDate", ended)
}

/// How its last run went, on how many nodes, or for how many its first will be; no number where there are none, and
/// none at all of a run that begins.
pub(super) fn overview(call: &Call<'_>, view: &View<'_>, row: &Record) -> Record {
    let (status, detailed) = execution::status(call, execution::launched(row));
    let overview = Record::new().with("Status", status).with("DetailedStatus", detailed);
    if detailed == "Creating" {
        return overview;
    }
    let nodes = execution::nodes(row).unwrap_or_else(|| targets::count(view, row));
    let counts = Some(nodes).filter(|nodes| *nodes > 0);
    let counts = counts.map(|nodes| (status.into(), Tree::Integer(nodes))).into_iter().collect();
    overview.with("AssociationStatusAggregatedCount", Tree::Map(counts))
}
