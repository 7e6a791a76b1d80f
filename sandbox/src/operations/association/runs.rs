//! DescribeAssociationExecutions, the newest first.

use super::{execution, missing};
use crate::handler::{Answer, Call, Refusal};
use crate::operations::page::{Page, reply};
use crate::store::{Table, View};
use crate::tree::{Record, Tree};

const LARGEST: i64 = 50;

/// DescribeAssociationExecutions.
pub(super) fn describe(call: &Call<'_>, view: &View<'_>) -> Answer {
    let said = call.said();
    let id = said.required("AssociationId");
    let filters: Vec<(&str, &str, &str)> = said
        .each("Filters")
        .iter()
        .map(|filter| (filter.required("Key"), filter.required("Type"), filter.required("Value")))
        .collect();
    let size = usize::try_from(said.integer("MaxResults").unwrap_or(LARGEST)).unwrap_or_default();
    let page = Page::new(call, said.text("NextToken"), size, &format!("{id} {filters:?}"));
    let page = page.map_err(|_| Refusal::new("InvalidNextToken", "The specified token isn't valid."))?;
    view.get(Table::Association, id).ok_or_else(missing)?;
    let mut rows: Vec<(&str, &Record)> = view.under(Table::AssociationExecution, &format!("{id} ")).collect();
    rows.reverse();
    let after = page.after.as_deref();
    let rest = rows.into_iter().filter(|(key, _)| after.is_none_or(|after| *key < after));
    let (items, token) = page.take(rest.map(|(key, row)| {
        let run = shown(call, row);
        let passes = filters.iter().all(|filter| passes(&run, *filter));
        (key, passes.then_some(Tree::Record(run)))
    }));
    Ok(reply("AssociationExecutions", items, token))
}

fn shown(call: &Call<'_>, row: &Record) -> Record {
    let shape = call.reply_shape("AssociationExecutions");
    let launched = row.integer("CreatedTime");
    let (status, detailed) = execution::status(call, launched);
    let nodes = execution::nodes(row).filter(|nodes| *nodes > 0 && status != "Pending");
    let counts = nodes.map_or_else(|| "{}".to_owned(), |nodes| format!("{{{status}={nodes}}}"));
    let out = row.seen(shape).with("Status", status).with("DetailedStatus", detailed);
    out.with("ResourceCountByStatus", counts)
}

fn passes(run: &Record, (key, operator, value): (&str, &str, &str)) -> bool {
    if key != "CreatedTime" {
        return run.text(key) == Some(value);
    }
    let wanted = value.parse::<jiff::Timestamp>().ok().map(jiff::Timestamp::as_millisecond);
    let Some((held, wanted)) = run.integer(key).zip(wanted) else { return false };
    match operator {
        "LESS_THAN" => held < wanted,
        "GREATER_THAN" => held > wanted,
        _ => held == wanted,
    }
}
