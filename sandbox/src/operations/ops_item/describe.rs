//! DescribeOpsItems.

use super::LARGEST;
use super::data::{self, DATA};
use super::filter::Filter;
use crate::handler::{Answer, Call, Refusal};
use crate::operations::page::{Page, reply};
use crate::store::{Table, View};
use crate::tree::Tree;

/// DescribeOpsItems, in the order of ids. Of operational data only what is searchable is shown.
pub(super) fn describe(call: &Call<'_>, view: &View<'_>) -> Answer {
    const LIST: &str = "OpsItemSummaries";
    let said = call.said();
    let filters = said.each("OpsItemFilters").iter().map(Filter::said).collect::<Result<Vec<_>, _>>()?;
    let size = usize::try_from(said.integer("MaxResults").unwrap_or(LARGEST)).unwrap_or_default();
    let page = Page::new(call, said.text("NextToken"), size, &format!("{filters:?}"));
    let page = page.map_err(|_| Refusal::validation("The specified token isn't valid."))?;
    let shape = call.reply_shape(LIST);
    let after = page.after.as_deref();
    let rows = view.under(Table::OpsItem, "").filter(|(id, _)| after.is_none_or(|after| *id > after));
    let account = call.scope.account();
    let (items, token) = page.take(rows.map(|(id, row)| {
        let passes = filters.iter().all(|filter| filter.passes(row, account));
        let shown = || {
            let open = data::searchable(row).cloned().collect();
            Tree::Record(row.seen(shape).with(DATA, Tree::Map(open)))
        };
        (id, passes.then(shown))
    }));
    Ok(reply(LIST, items, token))
}
