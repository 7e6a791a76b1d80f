//! DescribeInstancePatchStates, and the pages that its siblings share.

use crate::handler::{Answer, Call, Refusal};
use crate::operations::page::{Page, reply};
use crate::store::{Table, View};
use crate::tree::Tree;

const LARGEST: i64 = 100;

/// DescribeInstancePatchStates: nodes that were never scanned are left out.
pub(super) fn states(call: &Call<'_>, view: &View<'_>) -> Answer {
    let mut ids = call.said().texts("InstanceIds");
    ids.sort_unstable();
    ids.dedup();
    let page = page(call, &format!("{ids:?}"))?;
    let shape = call.reply_shape("InstancePatchStates");
    let after = page.after.as_deref().unwrap_or_default();
    let rows = ids.into_iter().filter(|id| *id > after);
    let rows = rows.filter_map(|id| Some((id, view.get(Table::PatchState, id)?)));
    let (items, token) = page.take(rows.map(|(id, row)| (id, Some(Tree::Record(row.seen(shape))))));
    Ok(reply("InstancePatchStates", items, token))
}

/// The page that a request asks for.
pub(super) fn page(call: &Call<'_>, question: &str) -> Result<Page, Refusal> {
    let said = call.said();
    let size = usize::try_from(said.integer("MaxResults").unwrap_or(LARGEST)).unwrap_or_default();
    let page = Page::new(call, said.text("NextToken"), size, question);
    page.map_err(|_| Refusal::new("InvalidNextToken", "The specified token is not valid."))
}
