//! ListResourceDataSync.

use super::kind;
use crate::handler::{Answer, Call, Refusal};
use crate::operations::page::{Page, reply};
use crate::store::{Table, View};
use crate::tree::Tree;

const LARGEST: i64 = 50;

/// ListResourceDataSync, of one type or of both.
pub(super) fn list(call: &Call<'_>, view: &View<'_>) -> Answer {
    let said = call.said();
    let kind = said.text("SyncType").map(|_| kind(&said)).transpose()?;
    let size = usize::try_from(said.integer("MaxResults").unwrap_or(LARGEST)).unwrap_or_default();
    let page = Page::new(call, said.text("NextToken"), size, &format!("{kind:?}"));
    let page = page.map_err(|_| Refusal::new("InvalidNextToken", "The specified token isn't valid."))?;
    let shape = call.reply_shape("ResourceDataSyncItems");
    let after = page.after.as_deref();
    let rows =
        view.under(Table::ResourceDataSync, "").filter(|(key, _)| after.is_none_or(|after| *key > after));
    let (items, token) = page.take(rows.map(|(key, row)| {
        let passes = kind.is_none_or(|kind| row.text("SyncType") == Some(kind));
        let synced = row.integer("SyncLastModifiedTime");
        let item = || {
            row.seen(shape)
                .with("LastStatus", "Successful")
                .with("LastSyncStatusMessage", "The sync was successfully completed")
                .with_some("LastSyncTime", synced)
                .with_some("LastSuccessfulSyncTime", synced)
        };
        (key, passes.then(|| Tree::Record(item())))
    }));
    Ok(reply("ResourceDataSyncItems", items, token))
}
