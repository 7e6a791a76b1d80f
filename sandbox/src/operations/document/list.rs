//! ListDocuments: the caller's own and AWS's, by name.

use std::collections::BTreeMap;

use super::amazon;
use super::held::Held;
use super::name;
use super::version::{self, Selector};
use crate::check::Said;
use crate::facts::ShapeRef;
use crate::handler::{Answer, Call, Refusal};
use crate::operations::page::{Page, reply};
use crate::operations::tags;
use crate::store::{Table, View};
use crate::tree::{Record, Tree};

const LARGEST: i64 = 50;

/// A filter: a key, and values of which one must fit.
struct Filter<'a> {
    key: &'a str,
    values: Vec<&'a str>,
}

/// ListDocuments.
pub(super) fn list(call: &Call<'_>, view: &View<'_>) -> Answer {
    let said = call.said();
    let filters = filters(&said)?;
    let size = usize::try_from(said.integer("MaxResults").unwrap_or(LARGEST)).unwrap_or_default();
    let question: Vec<_> = filters.iter().map(|filter| (filter.key, &filter.values)).collect();
    let page = Page::new(call, said.text("NextToken"), size, &format!("{question:?}"));
    let page = page.map_err(|_| Refusal::new("InvalidNextToken", "The specified token isn't valid."))?;
    let mut all: BTreeMap<&str, Held<'_>> =
        amazon::all().iter().map(|(name, own)| (*name, own.held())).collect();
    let own = view.under(Table::Document, "");
    all.extend(own.map(|(key, row)| (key, Held::of(row, version::all(view, key)))));
    let shape = call.reply_shape("DocumentIdentifiers");
    let after = page.after.as_deref();
    let rest = all.iter().filter(|(key, _)| after.is_none_or(|after| **key > after));
    let listed = rest.map(|(key, held)| {
        let row = held.version(&Selector { version: None, name: None }).ok();
        let row = row.filter(|row| filters.iter().all(|filter| filter.passes(view, row)));
        (*key, row.map(|row| shown(view, shape, row)))
    });
    let (items, token) = page.take(listed);
    Ok(reply("DocumentIdentifiers", items, token))
}

fn shown(view: &View<'_>, shape: ShapeRef, row: &Record) -> Tree {
    Tree::Record(row.seen(shape).with("Tags", tags::shown(own_tags(view, row))))
}

fn own_tags<'a>(view: &View<'a>, row: &Record) -> &'a [(Box<str>, Tree)] {
    tags::of(view, &format!("ssm:{}", name::resource(row.text("Name").unwrap_or_default())))
}

/// The filters of either form. The older one knows four keys and one value each.
fn filters<'a>(said: &Said<'a>) -> Result<Vec<Filter<'a>>, Refusal> {
    let older = said.each("DocumentFilterList");
    let newer = said.each("Filters");
    if !older.is_empty() && !newer.is_empty() {
        return Err(Refusal::validation("Filters and DocumentFilterList can't be used together"));
    }
    let older = older
        .iter()
        .map(|filter| Filter { key: filter.required("key"), values: vec![filter.required("value")] });
    let newer = newer
        .iter()
        .map(|filter| Filter { key: filter.text("Key").unwrap_or_default(), values: filter.texts("Values") });
    let filters: Vec<_> = older.chain(newer).collect();
    match filters.iter().find(|filter| !filter.known()) {
        Some(_) => Err(Refusal::bare("InvalidFilterKey")),
        None => Ok(filters),
    }
}

impl Filter<'_> {
    fn known(&self) -> bool {
        matches!(
            self.key,
            "Name" | "Owner" | "PlatformTypes" | "DocumentType" | "TargetType" | "SearchKeyword"
        ) || self.key.starts_with("tag:")
    }

    fn passes(&self, view: &View<'_>, row: &Record) -> bool {
        let any = |test: &dyn Fn(&str) -> bool| self.values.iter().any(|value| test(value));
        let name = row.text("Name").unwrap_or_default();
        match self.key {
            "Name" => any(&|value| name.starts_with(value)),
            "SearchKeyword" => any(&|value| name.to_ascii_lowercase().contains(&value.to_ascii_lowercase())),
            "Owner" => {
                let amazon = row.text("Owner") == Some("Amazon");
                // What other accounts share is found by its ARN only.
                any(&|value| matches!((value, amazon), ("Self", false) | ("Amazon", true)))
            }
            "PlatformTypes" => {
                let held = row.items("PlatformTypes").iter().filter_map(Tree::as_text);
                held.into_iter().any(|platform| any(&|value| value == platform))
            }
            key => match key.strip_prefix("tag:") {
                Some(tag) => {
                    let held = own_tags(view, row).iter().find(|(own, _)| **own == *tag);
                    let value = held.and_then(|(_, value)| value.as_text());
                    value.is_some_and(|held| self.values.is_empty() || any(&|value| value == held))
                }
                None => row.text(key).is_some_and(|held| any(&|value| value == held)),
            },
        }
    }
}
