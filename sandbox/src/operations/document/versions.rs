//! ListDocumentVersions, the newest first.

use super::held::{Held, status};
use super::version;
use crate::handler::{Answer, Call, Refusal};
use crate::operations::page::{Page, reply};
use crate::store::View;
use crate::tree::{Record, Tree};

const LARGEST: i64 = 50;

/// ListDocumentVersions.
pub(super) fn list(call: &Call<'_>, view: &View<'_>) -> Answer {
    let said = call.said();
    let name = said.required("Name");
    let size = usize::try_from(said.integer("MaxResults").unwrap_or(LARGEST)).unwrap_or_default();
    let page = Page::new(call, said.text("NextToken"), size, name);
    let page = page.map_err(|_| Refusal::new("InvalidNextToken", "The specified token isn't valid."))?;
    let held = Held::find(call, view, name)?;
    let shape = call.reply_shape("DocumentVersions");
    let below: i64 = page.after.as_deref().and_then(|after| after.parse().ok()).unwrap_or(i64::MAX);
    let default = held.document.integer("DefaultVersion");
    let rest = held.versions.iter().rev().filter(|row| version::number(row) < below);
    let rows: Vec<(String, &Record)> = rest.map(|row| (version::number(row).to_string(), *row)).collect();
    let items = rows.iter().map(|(number, row)| {
        let out = row.seen(shape).with("Status", status(row, call.now));
        let out = out.with("IsDefaultVersion", default == Some(version::number(row)));
        (&**number, Some(Tree::Record(out)))
    });
    let (items, token) = page.take(items);
    Ok(reply("DocumentVersions", items, token))
}
