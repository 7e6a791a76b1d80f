//! What happened to OpsItems, as EventBridge hears it.

use serde_json::json;

use super::LARGEST;
use crate::check::Said;
use crate::facts::Name;
use crate::handler::{Answer, Call, Refusal, uuid};
use crate::operations::page::{Page, reply};
use crate::operations::turn;
use crate::store::{Table, Tx, View};
use crate::tree::{Record, Tree};

pub(super) const CREATE: &str = "OpsItem Create";
pub(super) const UPDATE: &str = "OpsItem Update";

/// Keeps what happened.
pub(super) fn note(call: &Call<'_>, tx: &mut Tx<'_>, id: &str, what: &str, item: &Record) {
    let instant = format!("{:020}/", call.now);
    let turn = turn(&tx.view(), Table::OpsItemEvent, &instant);
    let detail = json!({"ops-item-id": id, "status": item.text("Status"), "title": item.text("Title")});
    let row = Record::new()
        .with("OpsItemId", id)
        .with("EventId", uuid(call.ids.draw(call.now)))
        .with("Source", "aws.ssm")
        .with("DetailType", what)
        .with("Detail", detail.to_string())
        .with("CreatedBy", Record::new().with("Arn", &*call.caller.arn))
        .with("CreatedTime", call.now);
    tx.put(Table::OpsItemEvent, &format!("{instant}{turn}"), row);
}

/// ListOpsItemEvents, the oldest first.
pub(super) fn list(call: &Call<'_>, view: &View<'_>) -> Answer {
    rows(call, view, Table::OpsItemEvent, |_| true)
}

/// A page of a table's rows that pass the request's filters, each of which names a member.
pub(super) fn rows(
    call: &Call<'_>,
    view: &View<'_>,
    table: Table,
    wanted: impl Fn(&Record) -> bool,
) -> Answer {
    const LIST: Name = "Summaries";
    let said = call.said();
    let filters: Vec<Filter<'_>> = said.each("Filters").iter().map(Filter::said).collect();
    let size = usize::try_from(said.integer("MaxResults").unwrap_or(LARGEST)).unwrap_or_default();
    let page = Page::new(call, said.text("NextToken"), size, &format!("{filters:?}"));
    let page = page.map_err(|_| Refusal::validation("The specified token isn't valid."))?;
    let shape = call.reply_shape(LIST);
    let after = page.after.as_deref();
    let rows = view.under(table, "").filter(|(key, _)| after.is_none_or(|after| *key > after));
    let (items, token) = page.take(rows.map(|(key, row)| {
        let passes = wanted(row) && filters.iter().all(|filter| filter.passes(row));
        (key, passes.then(|| Tree::Record(row.seen(shape))))
    }));
    Ok(reply(LIST, items, token))
}

/// Every operator of these lists is `Equal`, and every key the name of a member.
#[derive(Debug)]
struct Filter<'a> {
    member: &'a str,
    values: Vec<&'a str>,
}

impl<'a> Filter<'a> {
    fn said(said: &Said<'a>) -> Self {
        let _ = said.required("Operator");
        Filter { member: said.required("Key"), values: said.texts("Values") }
    }

    fn passes(&self, row: &Record) -> bool {
        row.text(self.member).is_some_and(|held| self.values.contains(&held))
    }
}
