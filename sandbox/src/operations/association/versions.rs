//! Versions of associations, and ListAssociationVersions, the newest first.

use super::{body, describe, execution, missing};
use crate::handler::{Answer, Call, Refusal};
use crate::operations::page::{Page, reply};
use crate::store::{Table, Tx, View};
use crate::tree::{Record, Tree};

const LARGEST: i64 = 50;

/// The key of a version.
pub(super) fn key(id: &str, number: i64) -> String {
    format!("{id} {number:010}")
}

/// A version's number.
pub(super) fn number(row: &Record) -> i64 {
    row.text("AssociationVersion").and_then(|text| text.parse().ok()).unwrap_or_default()
}

/// Lets a version become the current one, and runs it unless it waits for its schedule. However soon that is, the
/// answer is given before, and tells of the run before, if any.
pub(super) fn begin(call: &Call<'_>, tx: &mut Tx<'_>, row: Record) -> Record {
    let overview = Record::new().with("Status", "Pending").with("DetailedStatus", "Creating");
    let answer = describe::described(call, &tx.view(), &row).with("Overview", overview);
    let id = row.text("AssociationId").unwrap_or_default().to_owned();
    let waits = body::flag(&row, "ApplyOnlyAtCronInterval");
    let created = row.get("LastUpdateAssociationDate").cloned();
    let version = row.clone().with_some("CreatedDate", created);
    tx.put(Table::AssociationVersion, &key(&id, number(&row)), version);
    tx.put(Table::Association, &id, row);
    if !waits {
        execution::launch(call, tx, &id);
    }
    answer
}

/// ListAssociationVersions.
pub(super) fn list(call: &Call<'_>, view: &View<'_>) -> Answer {
    let said = call.said();
    let id = said.required("AssociationId");
    let size = usize::try_from(said.integer("MaxResults").unwrap_or(LARGEST)).unwrap_or_default();
    let page = Page::new(call, said.text("NextToken"), size, id);
    let page = page.map_err(|_| Refusal::new("InvalidNextToken", "The specified token isn't valid."))?;
    view.get(Table::Association, id).ok_or_else(missing)?;
    let shape = call.reply_shape("AssociationVersions");
    let mut rows: Vec<(&str, &Record)> = view.under(Table::AssociationVersion, &format!("{id} ")).collect();
    rows.reverse();
    let after = page.after.as_deref();
    let rest = rows.into_iter().filter(|(key, _)| after.is_none_or(|after| *key < after));
    let (items, token) = page.take(rest.map(|(key, row)| (key, Some(Tree::Record(row.seen(shape))))));
    Ok(reply("AssociationVersions", items, token))
}
