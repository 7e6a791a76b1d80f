//! CreateTags and DeleteTags: all of the resources, or none.

use super::{invalid, known, not_dry, tagged};
use crate::handler::{Answer, Call, Refusal};
use crate::operations::tags;
use crate::store::{Table, Tx, View};
use crate::tree::{Record, Tree};

/// Resources of one call.
const MOST: usize = 1000;
const LONGEST_KEY: usize = 127;
const LONGEST_VALUE: usize = 256;

/// The instances of a request.
fn resources<'a>(call: &'a Call<'_>, view: &View<'_>) -> Result<Vec<&'a str>, Refusal> {
    let ids = call.said().texts("Resources");
    if ids.len() > MOST {
        return Err(invalid(format!("At most {MOST} resources can be tagged in one call")));
    }
    // Of the other types of resources none can exist here.
    if let Some(other) = ids.iter().find(|id| !id.starts_with("i-")) {
        return Err(Refusal::new("InvalidID", format!("The ID '{other}' is not valid")));
    }
    known(view, &ids)
}

/// CreateTags.
pub(super) fn create(call: &Call<'_>, tx: &mut Tx<'_>) -> Answer {
    let ids = resources(call, &tx.view())?;
    let said = call.said();
    let new: Vec<tags::Tag> = said
        .each("Tags")
        .iter()
        .map(|tag| {
            let text = |name| tag.text(name).unwrap_or_default().to_owned();
            (text("Key"), text("Value"))
        })
        .collect();
    for (key, value) in &new {
        check(key, value)?;
    }
    for id in &ids {
        if shows_tags_within(&tx.view(), id) {
            new.iter().try_for_each(|(key, _)| check_within(key))?;
        }
    }
    not_dry(call)?;
    for id in ids {
        tags::add(tx, &tagged(id), new.clone()).map_err(|_| {
            let message = "The maximum number of Tags for a resource has been reached.";
            Refusal::new("TagLimitExceeded", message)
        })?;
    }
    Ok(Record::new())
}

fn check(key: &str, value: &str) -> Result<(), Refusal> {
    if key.to_ascii_lowercase().starts_with("aws:") {
        return Err(invalid("Tag keys starting with 'aws:' are reserved for internal use"));
    }
    if key.is_empty() || key.chars().count() > LONGEST_KEY {
        return Err(invalid(format!("A tag's key has from 1 to {LONGEST_KEY} characters")));
    }
    if value.chars().count() > LONGEST_VALUE {
        return Err(invalid(format!("A tag's value has at most {LONGEST_VALUE} characters")));
    }
    Ok(())
}

/// Whether an instance's tags can be read from within.
fn shows_tags_within(view: &View<'_>, id: &str) -> bool {
    let options = view.get(Table::Instance, id).and_then(|row| row.get("MetadataOptions"));
    let options = options.and_then(Tree::as_record);
    options.is_some_and(|options| options.text("InstanceMetadataTags") == Some("enabled"))
}

/// A key that is part of a path within the instance.
fn check_within(key: &str) -> Result<(), Refusal> {
    let plain = key.chars().all(|char| char.is_ascii_alphanumeric() || "-_+=,.@:".contains(char));
    if plain && !matches!(key, "." | ".." | "_index") {
        return Ok(());
    }
    Err(invalid(format!(
        "'{key}' is not a valid tag key. Tag keys must match pattern ([0-9a-zA-Z\\-_+=,.@:]{{1,255}}), \
         and must not be a reserved name ('.', '..', '_index')"
    )))
}

/// DeleteTags: a key alone takes any value, a key with a value only that one, nothing at all takes every tag.
pub(super) fn delete(call: &Call<'_>, tx: &mut Tx<'_>) -> Answer {
    let ids = resources(call, &tx.view())?;
    let said = call.said();
    let wanted: Vec<(String, Option<String>)> = said
        .each("Tags")
        .iter()
        .map(|tag| (tag.text("Key").unwrap_or_default().to_owned(), tag.text("Value").map(str::to_owned)))
        .collect();
    if wanted.iter().any(|(key, _)| key.to_ascii_lowercase().starts_with("aws:")) {
        return Err(invalid("Tag keys starting with 'aws:' are reserved for internal use"));
    }
    not_dry(call)?;
    for id in ids {
        let resource = tagged(id);
        let gone: Vec<String> = {
            let view = tx.view();
            let goes = |key: &str, held: &Tree| {
                wanted.is_empty()
                    || wanted.iter().any(|(own, value)| {
                        own == key && value.as_deref().is_none_or(|value| held.as_text() == Some(value))
                    })
            };
            let held = tags::of(&view, &resource).iter();
            held.filter(|(key, value)| goes(key, value)).map(|(key, _)| key.to_string()).collect()
        };
        let gone: Vec<&str> =
            gone.iter().map(String::as_str).filter(|key| !key.starts_with("aws:")).collect();
        tags::remove(tx, &resource, &gone);
    }
    Ok(Record::new())
}
