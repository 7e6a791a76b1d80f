//! The Resource Groups Tagging API: one index over the tags of everything.

use super::instance;
use super::page::Page;
use super::tags;
use crate::check::Said;
use crate::handler::{Answer, Call, Index, Kind, Refusal, read, write};
use crate::store::{Found, Table, Tx, View};
use crate::tree::{Record, Tree};

/// The tagging API.
pub(super) const KIND: Kind = Kind {
    service: "tagging",
    entries: &[
        read("GetResources", get_resources).indexed_by(Index::Tags),
        read("GetTagKeys", get_tag_keys).indexed_by(Index::Tags),
        read("GetTagValues", get_tag_values).indexed_by(Index::Tags),
        write("TagResources", tag_resources),
        write("UntagResources", untag_resources),
    ],
    upkeep: &[],
};

const PAGE: i64 = 50;

/// `ssm:parameter/x` as an ARN.
fn arn(call: &Call<'_>, key: &str) -> String {
    let (service, resource) = key.split_once(':').unwrap_or(("ssm", key));
    format!("arn:aws:{service}:{}:{}:{resource}", call.scope.region(), call.scope.account())
}

/// An ARN of this account and region as the key of its row.
fn key(call: &Call<'_>, arn: &str) -> Option<String> {
    let parts: Vec<&str> = arn.splitn(6, ':').collect();
    let ["arn", _partition, service, region, account, resource] = parts[..] else { return None };
    let here = region == call.scope.region() && account == call.scope.account();
    here.then(|| format!("{service}:{resource}"))
}

fn invalid(message: impl Into<String>) -> Refusal {
    Refusal::new("InvalidParameterException", message)
}

/// A filter: a key, and values of which one must be there unless there are none.
struct TagFilter<'a> {
    key: &'a str,
    values: Vec<&'a str>,
}

impl TagFilter<'_> {
    fn passes(&self, tags: &[(Box<str>, Tree)]) -> bool {
        tags.iter().any(|(key, value)| {
            let value = value.as_text().unwrap_or_default();
            **key == *self.key && (self.values.is_empty() || self.values.contains(&value))
        })
    }
}

/// Whether a resource is of a type: `ssm`, or `ssm:parameter`.
fn is_of_type(key: &str, wanted: &str) -> bool {
    let wanted = wanted.trim_end_matches(':');
    let rest = key.strip_prefix(wanted);
    rest.is_some_and(|rest| rest.starts_with([':', '/']))
}

fn get_resources(call: &Call<'_>, view: &View<'_>) -> Answer {
    let said = call.said();
    let arns = said.texts("ResourceARNList");
    let types = said.texts("ResourceTypeFilters");
    let filters: Vec<TagFilter<'_>> =
        said.each("TagFilters").iter().map(tag_filter).collect::<Result<_, _>>()?;
    let size = said.integer("ResourcesPerPage");
    // The first page's token may be the empty text with which the last page ends.
    let token = said.text("PaginationToken").filter(|token| !token.is_empty());
    if said.integer("TagsPerPage").is_some_and(|tags| tags % 100 != 0) {
        return Err(invalid("TagsPerPage must be a multiple of 100"));
    }
    // Nothing here is compared with a tag policy, so nothing is out of compliance with one.
    let only_bad = said.flag("ExcludeCompliantResources");
    let compliance = said.flag("IncludeComplianceDetails");
    if only_bad && !compliance {
        return Err(invalid("ExcludeCompliantResources needs IncludeComplianceDetails"));
    }
    if !arns.is_empty() && (!types.is_empty() || !filters.is_empty() || size.is_some() || token.is_some()) {
        return Err(invalid("ResourceARNList can not be used with filters or with pages"));
    }
    if !arns.is_empty() {
        let keys = arns.iter().filter_map(|arn| key(call, arn));
        let found = keys.filter_map(|key| Some(mapping(call, &key, view.get(Table::Tag, &key)?)));
        return Ok(mappings(found.collect(), None));
    }
    let shown_filters: Vec<_> = filters.iter().map(|filter| (filter.key, &filter.values)).collect();
    let question = format!("{types:?} {shown_filters:?} {only_bad}");
    let size = usize::try_from(size.unwrap_or(PAGE)).unwrap_or_default();
    let page = Page::new(call, token, size, &question);
    let page = page.map_err(|_| invalid("The PaginationToken does not belong to this request"))?;
    let passes = |key: &str, row: &Record| {
        let typed = types.is_empty() || types.iter().any(|wanted| is_of_type(key, wanted));
        !only_bad && typed && filters.iter().all(|filter| filter.passes(tags::held(row)))
    };
    let rows = rows(view, &types, page.after.as_deref());
    let (items, token) =
        page.take(rows.map(|(key, row)| (key, passes(key, row).then(|| mapping(call, key, row)))));
    Ok(mappings(items, token))
}

fn tag_filter<'a>(said: &Said<'a>) -> Result<TagFilter<'a>, Refusal> {
    let key = said.text("Key").ok_or_else(|| invalid("A tag filter needs a key"))?;
    Ok(TagFilter { key, values: said.texts("Values") })
}

/// The rows after a key; those of one type alone where only one is wanted.
fn rows<'a>(
    view: &View<'a>,
    types: &[&str],
    after: Option<&str>,
) -> impl Iterator<Item = Found<'a>> + use<'a> {
    use std::ops::Bound;
    let prefix = match types {
        [only] => only.trim_end_matches(':').to_owned(),
        _ => String::new(),
    };
    let from = match after {
        Some(after) => Bound::Excluded(after),
        None => Bound::Included(&*prefix),
    };
    view.from(Table::Tag, from).take_while(move |(key, _)| key.starts_with(&prefix))
}

fn mapping(call: &Call<'_>, key: &str, row: &Record) -> Tree {
    let tags = tags::shown(tags::held(row));
    Tree::Record(Record::new().with("ResourceARN", arn(call, key)).with("Tags", tags))
}

/// The last page has an empty token, not none.
fn mappings(items: Vec<Tree>, token: Option<String>) -> Record {
    Record::new().with("PaginationToken", token.unwrap_or_default()).with("ResourceTagMappingList", items)
}

fn get_tag_keys(call: &Call<'_>, view: &View<'_>) -> Answer {
    let found = view.under(Table::Tag, "").flat_map(|(_, row)| tags::held(row));
    listed(call, "TagKeys", found.map(|(key, _)| &**key), "")
}

fn get_tag_values(call: &Call<'_>, view: &View<'_>) -> Answer {
    let wanted = call.said().required("Key");
    let found = view.under(Table::Tag, "").flat_map(|(_, row)| tags::held(row));
    let found = found.filter(|(key, _)| **key == *wanted).filter_map(|(_, value)| value.as_text());
    listed(call, "TagValues", found, wanted)
}

fn listed<'a>(
    call: &Call<'_>,
    member: &'static str,
    found: impl Iterator<Item = &'a str>,
    question: &str,
) -> Answer {
    const PAGE: usize = 1000;
    let token = call.said().text("PaginationToken").filter(|token| !token.is_empty());
    let page = Page::new(call, token, PAGE, question);
    let page = page.map_err(|_| invalid("The PaginationToken does not belong to this request"))?;
    let sorted: std::collections::BTreeSet<&str> = found.collect();
    let after = page.after.as_deref();
    let rest = sorted.into_iter().filter(|text| after.is_none_or(|after| *text > after));
    let (items, token) = page.take(rest.map(|text| (text, Some(Tree::from(text)))));
    Ok(Record::new().with("PaginationToken", token.unwrap_or_default()).with(member, items))
}

fn tag_resources(call: &Call<'_>, tx: &mut Tx<'_>) -> Answer {
    let said = call.said();
    let new: Vec<tags::Tag> =
        said.entries("Tags").into_iter().map(|(key, value)| (key.to_owned(), value.to_owned())).collect();
    if let Some((key, _)) = new.iter().find(|(key, _)| key.to_ascii_lowercase().starts_with("aws:")) {
        return Err(invalid(format!("Tag key {key} can't begin with aws:, which is reserved")));
    }
    each(call, tx, |tx, key| {
        tags::add(tx, key, new.clone()).map_err(|_| "The resource would have more than 50 tags")
    })
}

fn untag_resources(call: &Call<'_>, tx: &mut Tx<'_>) -> Answer {
    let keys = call.said().texts("TagKeys");
    each(call, tx, |tx, key| {
        tags::remove(tx, key, &keys);
        Ok(())
    })
}

/// Does something to each resource and tells of those that it could not be done to; the call itself succeeds.
fn each(
    call: &Call<'_>,
    tx: &mut Tx<'_>,
    mut change: impl FnMut(&mut Tx<'_>, &str) -> Result<(), &'static str>,
) -> Answer {
    let mut failed = Vec::new();
    for arn in call.said().texts("ResourceARNList") {
        let found = key(call, arn).and_then(|key| match key.split_once(':')? {
            ("ec2", resource) => instance::resource(&tx.view(), resource),
            ("ssm", resource) => tags::by_arn(&tx.view(), resource),
            _ => None,
        });
        let done = match found {
            Some(key) => change(tx, &key),
            None => Err("The resource does not exist or can not be tagged here"),
        };
        if let Err(why) = done {
            let info = Record::new()
                .with("StatusCode", 400)
                .with("ErrorCode", "InvalidParameterException")
                .with("ErrorMessage", why);
            failed.push((arn.into(), Tree::Record(info)));
        }
    }
    Ok(Record::new().with("FailedResourcesMap", Tree::Map(failed)))
}
