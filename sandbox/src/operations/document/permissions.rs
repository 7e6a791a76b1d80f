//! DescribeDocumentPermission.

use super::missing;
use crate::handler::{Answer, Call, Refusal};
use crate::operations::page::Page;
use crate::store::{Table, View};
use crate::tree::{Record, Tree};

const LARGEST: i64 = 200;

/// DescribeDocumentPermission.
pub(super) fn describe(call: &Call<'_>, view: &View<'_>) -> Answer {
    let said = call.said();
    let name = said.required("Name");
    // The model knows one word for it.
    let _ = said.required("PermissionType");
    let document = view.get(Table::Document, name).ok_or_else(missing)?;
    let size = usize::try_from(said.integer("MaxResults").unwrap_or(LARGEST)).unwrap_or_default();
    let page = Page::new(call, said.text("NextToken"), size, name);
    let page = page.map_err(|_| Refusal::new("InvalidNextToken", "The specified token isn't valid."))?;
    let after = page.after.as_deref();
    let rest =
        document.entries("Shares").iter().filter(|(account, _)| after.is_none_or(|after| **account > *after));
    let (infos, token) = page.take(rest.map(|(account, version)| {
        let info = Record::new().with("AccountId", &**account).with("SharedDocumentVersion", version.clone());
        (&**account, Some(Tree::Record(info)))
    }));
    let accounts = Tree::texts(infos.iter().filter_map(|info| info.as_record()?.text("AccountId")));
    Ok(Record::new()
        .with("AccountIds", accounts)
        .with("AccountSharingInfoList", infos)
        .with_some("NextToken", token))
}
