//! ListSecrets.

use crate::check::Said;
use crate::handler::{Answer, Call, Refusal};
use crate::operations::page::{Page, reply};
use crate::store::{Table, View};
use crate::tree::{Record, Tree};

use super::version;

const LARGEST: i64 = 100;

/// ListSecrets, the newest first unless another order is said.
pub(super) fn list(call: &Call<'_>, view: &View<'_>) -> Answer {
    let said = call.said();
    let filters: Vec<Filter<'_>> = said.each("Filters").iter().map(Filter::said).collect();
    let deleted = said.flag("IncludePlannedDeletion");
    let by = said.text("SortBy").unwrap_or("created-date");
    let ascending = said.text("SortOrder") == Some("asc");
    let size = usize::try_from(said.integer("MaxResults").unwrap_or(LARGEST)).unwrap_or_default();
    let question = format!("{filters:?} {deleted} {by} {ascending}");
    let page = Page::new(call, said.text("NextToken"), size, &question)
        .map_err(|_| Refusal::new("InvalidNextTokenException", "The specified token isn't valid."))?;
    let shape = call.reply_shape("SecretList");
    let there = |row: &Record| row.integer("DeletionDate").is_none_or(|gone| gone > call.now);
    let mut rows: Vec<(String, &Record)> = view
        .under(Table::Secret, "")
        .filter(|(_, row)| there(row))
        .map(|(name, row)| (key(by, name, row), row))
        .collect();
    rows.sort_by(|(a, _), (b, _)| if ascending { a.cmp(b) } else { b.cmp(a) });
    let after = page.after.as_deref();
    rows.retain(|(key, _)| after.is_none_or(|after| if ascending { &**key > after } else { &**key < after }));
    let (items, token) = page.take(rows.iter().map(|(key, row)| {
        let wanted = deleted || row.get("DeletedDate").is_none();
        let passes = wanted && filters.iter().all(|filter| filter.passes(row));
        let versions = || version::staged(view, row.text("Name").unwrap_or_default());
        let item = || row.seen(shape).with_some("SecretVersionsToStages", versions());
        (&**key, passes.then(|| Tree::Record(item())))
    }));
    Ok(reply("SecretList", items, token))
}

/// What a row is sorted by, and then by its name.
fn key(by: &str, name: &str, row: &Record) -> String {
    let date = |member| format!("{:020} {name}", row.integer(member).unwrap_or_default());
    match by {
        "name" => name.to_owned(),
        "last-changed-date" => date("LastChangedDate"),
        _ => date("CreatedDate"),
    }
}

/// A filter: a key, and values of which one must fit. A value behind `!` must not.
#[derive(Debug)]
struct Filter<'a> {
    key: &'a str,
    values: Vec<&'a str>,
}

impl<'a> Filter<'a> {
    fn said(said: &Said<'a>) -> Self {
        Self { key: said.text("Key").unwrap_or("all"), values: said.texts("Values") }
    }

    fn passes(&self, row: &Record) -> bool {
        self.values.is_empty()
            || self.values.iter().any(|value| match value.strip_prefix('!') {
                Some(value) => !self.fits(row, value),
                None => self.fits(row, value),
            })
    }

    fn fits(&self, row: &Record, value: &str) -> bool {
        let text = |member| row.text(member).unwrap_or_default();
        let tag = |member| {
            let tags = row.items("Tags").iter().filter_map(Tree::as_record);
            tags.filter_map(move |tag| tag.text(member)).any(|held| held.starts_with(value))
        };
        match self.key {
            "name" => text("Name").starts_with(value),
            "description" => words(text("Description"), value),
            "tag-key" => tag("Key"),
            "tag-value" => tag("Value"),
            "all" => {
                words(text("Name"), value) || words(text("Description"), value) || tag("Key") || tag("Value")
            }
            // No secret is another service's, and none is a replica.
            _ => false,
        }
    }
}

/// Whether every word of the value begins one of the text, in any case.
fn words(text: &str, value: &str) -> bool {
    let text = text.to_lowercase();
    let held: Vec<&str> = text.split(|c: char| !c.is_alphanumeric()).collect();
    let value = value.to_lowercase();
    let mut wanted = value.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty());
    wanted.all(|word| held.iter().any(|held| held.starts_with(word)))
}
