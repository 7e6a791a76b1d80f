//! GetParametersByPath: what lies below a path, never the path itself.

use super::filter::{self, Place};
use super::read::{Decryption, shown};
use super::source::Source;
use super::{public, version};
use crate::handler::{Answer, Call, Refusal};
use crate::operations::page::{Page, reply};
use crate::store::{Found, View};
use crate::tree::{Record, Tree};

const LARGEST: i64 = 10;

/// GetParametersByPath.
pub(super) fn by_path(call: &Call<'_>, view: &View<'_>) -> Answer {
    let said = call.said();
    let path = said.required("Path");
    filter::check_path_form(path)?;
    let filters = filter::said(&said, Place::ByPath)?;
    let recursive = said.flag("Recursive");
    let secrets = Decryption::said(call);
    let size = usize::try_from(said.integer("MaxResults").unwrap_or(LARGEST)).unwrap_or_default();
    let question = format!("{path} {recursive} {filters:?}");
    let page = Page::new(call, said.text("NextToken"), size, &question).map_err(|_| bad_token())?;
    let folder = filter::folder(path);
    let rows: Box<dyn Iterator<Item = Found<'_>>> = if folder.starts_with(public::ROOT) {
        let rows = public::under(&folder, page.after.as_deref());
        Box::new(rows.filter(|(key, _)| recursive || !key[folder.len()..].contains('/')))
    } else {
        let source = if recursive { Source::Under(folder.clone()) } else { Source::Children(folder.clone()) };
        source.rows(view, page.after.as_deref())
    };
    let shape = call.reply_shape("Parameters");
    let items = rows.map(|(key, row)| {
        let row = labelled(view, key, row, &filters);
        (key, row.map(|row| Tree::Record(shown(call, shape, row, None, secrets))))
    });
    let (items, token) = page.take(items);
    Ok(reply("Parameters", items, token))
}

/// The version to show: the current one, or the one that has the label of a Label filter.
fn labelled<'a>(
    view: &View<'a>,
    key: &str,
    row: &'a Record,
    filters: &[filter::Filter],
) -> Option<&'a Record> {
    let passes = |row: &Record| filters.iter().all(|filter| filter.passes(view, key, row));
    if passes(row) {
        return Some(row);
    }
    let by_label = filters.iter().any(filter::Filter::is_by_label);
    by_label.then(|| version::earlier(view, key).find(|row| passes(row))).flatten()
}

fn bad_token() -> Refusal {
    Refusal::new("InvalidNextToken", "The specified token isn't valid.")
}
