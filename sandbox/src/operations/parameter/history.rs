//! GetParameterHistory: every version that is kept, the oldest first.

use super::name::Asked;
use super::read::Decryption;
use super::{cipher, not_found, policies, version};
use crate::handler::{Answer, Call, Refusal};
use crate::operations::page::{Page, reply};
use crate::store::{Table, View};
use crate::tree::{Record, Tree};

const LARGEST: i64 = 50;

/// GetParameterHistory.
pub(super) fn history(call: &Call<'_>, view: &View<'_>) -> Answer {
    let said = call.said();
    let name = said.required("Name");
    let secrets = Decryption::said(call);
    let size = usize::try_from(said.integer("MaxResults").unwrap_or(LARGEST)).unwrap_or_default();
    let page = Page::new(call, said.text("NextToken"), size, name);
    let page = page.map_err(|_| Refusal::new("InvalidNextToken", "The specified token isn't valid."))?;
    let asked = Asked::read(name, call.scope)?;
    let key = Some(asked.key).filter(|_| asked.selector.is_none()).ok_or_else(not_found)?;
    view.get(Table::Parameter, &key).ok_or_else(not_found)?;
    let shape = call.reply_shape("Parameters");
    let after: i64 = page.after.as_deref().and_then(|after| after.parse().ok()).unwrap_or_default();
    let rows = version::all(view, &key).into_iter().filter(|row| version::number(row) > after);
    let rows: Vec<(String, &Record)> = rows.map(|row| (version::number(row).to_string(), row)).collect();
    let items = rows.iter().map(|(number, row)| {
        let mut out = row.seen(shape);
        if row.text("Type") == Some("SecureString") && secrets == Decryption::Encrypted {
            out.set("Value", cipher::ciphertext(call.scope, row));
        }
        out.set("Labels", Tree::texts(version::labels(row)));
        out.set("Policies", policies::shown(row, call.now));
        (&**number, Some(Tree::Record(out)))
    });
    let (items, token) = page.take(items);
    Ok(reply("Parameters", items, token))
}
