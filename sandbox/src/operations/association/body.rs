//! What CreateAssociation and UpdateAssociation say alike.

use super::execution::RUN;
use super::{parameters, rules, schedule, targets};
use crate::check::Said;
use crate::facts::Name;
use crate::handler::{Call, Refusal};
use crate::operations::document::Held;
use crate::store::View;
use crate::tree::{Record, Tree};

/// The members that both requests have, and that a version keeps as they were sent.
const MEMBERS: &[Name] = &[
    "DocumentVersion",
    "Parameters",
    "Targets",
    "ScheduleExpression",
    "OutputLocation",
    "AssociationName",
    "AutomationTargetParameterName",
    "MaxErrors",
    "MaxConcurrency",
    "ComplianceSeverity",
    "SyncCompliance",
    "ApplyOnlyAtCronInterval",
    "CalendarNames",
    "TargetLocations",
    "ScheduleOffset",
    "Duration",
    "TargetMaps",
    "AlarmConfiguration",
    "AssociationDispatchAssumeRole",
];

/// Lays what was said over the parts of a row that no update keeps, checks it, and fills in what AWS fills in.
pub(super) fn lay(call: &Call<'_>, view: &View<'_>, mut row: Record) -> Result<Record, Refusal> {
    let said = call.said();
    let says = |member| said.whole(member).filter(|value| !is_empty(value));
    for member in MEMBERS {
        match says(member) {
            Some(value) => row.set(member, value.clone()),
            None if *member == "Targets" && says("TargetMaps").is_none() => {}
            None => row.remove(member),
        }
    }
    if row.get("DocumentVersion").is_none() {
        row.set("DocumentVersion", "$DEFAULT");
    }
    if row.get("ApplyOnlyAtCronInterval").is_none() {
        row.set("ApplyOnlyAtCronInterval", false);
    }
    let document = document(call, view, &row)?;
    targets::check_instance(&row, &document)?;
    parameters::check(&row, &document)?;
    targets::check(call, &mut row, &document)?;
    schedule::check(&row)?;
    rules::check(call, view, &row, &document)?;
    parameters::inject(&mut row, &document);
    Ok(row)
}

/// An empty list or text says as much as nothing.
fn is_empty(value: &Tree) -> bool {
    match value {
        Tree::List(items) => items.is_empty(),
        Tree::Map(entries) => entries.is_empty(),
        Tree::Text(text) => text.is_empty(),
        Tree::Bool(_) | Tree::Integer(_) | Tree::Float(_) | Tree::Record(_) => false,
    }
}

/// The document, which must be one that can be associated, in a version that is there.
fn document<'a>(call: &Call<'_>, view: &View<'a>, row: &Record) -> Result<Held<'a>, Refusal> {
    let held = Held::find(call, view, row.text("Name").unwrap_or_default())?;
    if !matches!(held.document_type(), "Command" | "Automation" | "Policy") {
        let message = format!("Document type {} is not supported for associations", held.document_type());
        return Err(Refusal::new("InvalidDocument", message));
    }
    held.schema_version(row.text("DocumentVersion"))?;
    if !held.active(call) {
        return Err(Refusal::new("InvalidDocument", "The document is not active yet."));
    }
    Ok(held)
}

/// The version before, as far as an update that leaves a member out keeps it.
pub(super) fn kept(before: &Record) -> Record {
    let kept = ["AssociationId", "Name", "InstanceId", "Targets", "Date"];
    kept.into_iter().chain(RUN).filter_map(|member| Some((member, before.get(member)?.clone()))).collect()
}

/// Whether a member is `true`.
pub(super) fn flag(row: &Record, member: &str) -> bool {
    row.get(member) == Some(&Tree::Bool(true))
}

/// The document's name, where a request says one.
pub(super) fn name<'a>(said: &Said<'a>) -> Option<&'a str> {
    said.text("Name").filter(|name| !name.is_empty())
}
