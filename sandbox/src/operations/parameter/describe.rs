//! DescribeParameters: everything but values.

use super::filter::{self, Place};
use super::{policies, read};
use crate::facts::ShapeRef;
use crate::handler::{Answer, Call, Refusal};
use crate::operations::page::{Page, reply};
use crate::store::View;
use crate::tree::{Record, Tree};

const LARGEST: i64 = 50;

/// DescribeParameters.
pub(super) fn describe(call: &Call<'_>, view: &View<'_>) -> Answer {
    let said = call.said();
    let legacy = filter::said_legacy(&said);
    let filters = filter::said(&said, Place::Describe)?;
    if !legacy.is_empty() && !filters.is_empty() {
        let message = "You can use either Filters or ParameterFilters in a single request.";
        return Err(Refusal::validation(message));
    }
    let filters = if legacy.is_empty() { filters } else { legacy };
    let size = usize::try_from(said.integer("MaxResults").unwrap_or(LARGEST)).unwrap_or_default();
    let shared = said.flag("Shared");
    let question = format!("{filters:?} {shared}");
    let page = Page::new(call, said.text("NextToken"), size, &question);
    let page = page.map_err(|_| Refusal::new("InvalidNextToken", "The specified token isn't valid."))?;
    if shared {
        // No other account shares anything with one of the sandbox.
        return Ok(reply("Parameters", Vec::new(), None));
    }
    let shape = call.reply_shape("Parameters");
    let rows = filter::source(&filters).rows(view, page.after.as_deref());
    let items = rows.map(|(key, row)| {
        let passes = filters.iter().all(|filter| filter.passes(view, key, row));
        (key, passes.then(|| shown(call, shape, row)))
    });
    let (items, token) = page.take(items);
    Ok(reply("Parameters", items, token))
}

fn shown(call: &Call<'_>, shape: ShapeRef, row: &Record) -> Tree {
    let out = row.seen(shape).with("ARN", read::arn(call, row));
    Tree::Record(out.with("Policies", policies::shown(row, call.now)))
}
