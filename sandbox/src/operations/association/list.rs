//! ListAssociations: some of what is known of each.

use super::describe::overview;
use super::execution;
use crate::facts::ShapeRef;
use crate::handler::{Answer, Call, Refusal};
use crate::operations::page::{Page, reply};
use crate::store::{Table, View};
use crate::tree::{Record, Tree};

const LARGEST: i64 = 50;

/// ListAssociations.
pub(super) fn list(call: &Call<'_>, view: &View<'_>) -> Answer {
    let said = call.said();
    let filters: Vec<(&str, &str)> = said
        .each("AssociationFilterList")
        .iter()
        .map(|filter| (filter.required("key"), filter.required("value")))
        .collect();
    let size = usize::try_from(said.integer("MaxResults").unwrap_or(LARGEST)).unwrap_or_default();
    let page = Page::new(call, said.text("NextToken"), size, &format!("{filters:?}"));
    let page = page.map_err(|_| Refusal::new("InvalidNextToken", "The specified token isn't valid."))?;
    let shape = call.reply_shape("Associations");
    let after = page.after.as_deref();
    let rows = view.under(Table::Association, "").filter(|(key, _)| after.is_none_or(|after| *key > after));
    let (items, token) = page.take(rows.map(|(key, row)| {
        let passes = filters.iter().all(|(filter, value)| passes(call, row, filter, value));
        (key, passes.then(|| Tree::Record(shown(call, view, shape, row))))
    }));
    Ok(reply("Associations", items, token))
}

fn shown(call: &Call<'_>, view: &View<'_>, shape: ShapeRef, row: &Record) -> Record {
    let out = row.seen(shape).with("Overview", overview(call, view, row));
    out.with_some("LastExecutionDate", execution::ended(call, row))
}

fn passes(call: &Call<'_>, row: &Record, filter: &str, value: &str) -> bool {
    let ended = || execution::ended(call, row);
    let instant = || value.parse::<jiff::Timestamp>().ok().map(jiff::Timestamp::as_millisecond);
    match filter {
        "AssociationStatusName" => execution::status(call, execution::launched(row)).0 == value,
        "LastExecutedBefore" => ended().zip(instant()).is_some_and(|(at, before)| at < before),
        "LastExecutedAfter" => ended().zip(instant()).is_some_and(|(at, after)| at > after),
        "ResourceGroupName" => aims(row, "resource-groups:Name", value),
        "InstanceId" => row.text("InstanceId") == Some(value) || aims(row, "InstanceIds", value),
        member => row.text(member) == Some(value),
    }
}

fn aims(row: &Record, key: &str, value: &str) -> bool {
    row.items("Targets").iter().filter_map(Tree::as_record).any(|target| {
        target.text("Key").is_some_and(|own| own.eq_ignore_ascii_case(key))
            && target.items("Values").iter().filter_map(Tree::as_text).any(|held| held == value)
    })
}
