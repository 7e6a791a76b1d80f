//! Tags of everything that can carry them, and the three operations of SSM on them.
//!
//! The rows of all kinds lie in one table by `service:resource`, so that the tagging API lists them in one walk.
//! A row stays when its last tag goes: AWS lists what was tagged before.

use crate::check::Said;
use crate::facts::Name;
use crate::handler::{Answer, Call, Kind, Refusal, read, write};
use crate::operations::{
    association, document, maintenance_window, managed_node, ops_item, parameter, patch_baseline,
};
use crate::settings::ReservedTags;
use crate::store::{Table, Tx, View};
use crate::tree::{Record, Tree};

/// Tags.
pub(super) const KIND: Kind = Kind {
    service: "ssm",
    entries: &[
        write("AddTagsToResource", add_tags),
        write("RemoveTagsFromResource", remove_tags),
        read("ListTagsForResource", list_tags),
    ],
    upkeep: &[],
};

const MOST: usize = 50;
const TAGS: Name = "Tags";

/// What can carry tags: the word for it in a request, in an ARN, and the resource that an id means.
struct Taggable {
    word: &'static str,
    arn_type: &'static str,
    resource: fn(&View<'_>, &str) -> Option<String>,
}

const TAGGABLE: &[Taggable] = &[
    Taggable { word: "Parameter", arn_type: "parameter", resource: parameter::resource },
    Taggable { word: "Association", arn_type: "association", resource: association::resource },
    Taggable { word: "Document", arn_type: "document", resource: document::resource },
    Taggable {
        word: "MaintenanceWindow",
        arn_type: "maintenancewindow",
        resource: maintenance_window::resource,
    },
    Taggable { word: "ManagedInstance", arn_type: "managed-instance", resource: managed_node::resource },
    Taggable { word: "OpsItem", arn_type: "opsitem", resource: ops_item::resource },
    Taggable { word: "PatchBaseline", arn_type: "patchbaseline", resource: patch_baseline::resource },
];

/// A tag as it was sent.
pub(super) type Tag = (String, String);

/// Reads a list of tags.
pub(super) fn said(said: &Said<'_>, member: Name) -> Result<Vec<Tag>, Refusal> {
    let tags = unchecked(said, member);
    tags.iter().try_for_each(|(key, _)| check_key(key))?;
    Ok(tags)
}

fn unchecked(said: &Said<'_>, member: Name) -> Vec<Tag> {
    let tags = said.each(member).into_iter();
    tags.map(|tag| (tag.required("Key").to_owned(), tag.required("Value").to_owned())).collect()
}

fn check_key(key: &str) -> Result<(), Refusal> {
    if key.to_ascii_lowercase().starts_with("aws:") {
        let message = format!("Tag key {key} can't begin with aws:, which is reserved");
        return Err(Refusal::validation(message));
    }
    Ok(())
}

/// Adds tags to a resource, over those of the same keys.
pub(super) fn add(tx: &mut Tx<'_>, resource: &str, tags: Vec<Tag>) -> Result<(), Refusal> {
    let mut held = of(&tx.view(), resource).to_vec();
    for (key, value) in tags {
        let value = Tree::from(value);
        match held.iter_mut().find(|(own, _)| **own == *key) {
            Some((_, slot)) => *slot = value,
            None => held.push((key.into(), value)),
        }
    }
    if held.len() > MOST {
        return Err(Refusal::bare("TooManyTagsError"));
    }
    put(tx, resource, held);
    Ok(())
}

/// Takes tags away; keys that are not there are passed over.
pub(super) fn remove(tx: &mut Tx<'_>, resource: &str, keys: &[&str]) {
    let held = of(&tx.view(), resource).iter();
    let left: Vec<_> = held.filter(|(key, _)| !keys.contains(&&**key)).cloned().collect();
    if tx.view().get(Table::Tag, resource).is_some() {
        put(tx, resource, left);
    }
}

fn put(tx: &mut Tx<'_>, resource: &str, mut tags: Vec<(Box<str>, Tree)>) {
    tags.shrink_to_fit();
    tx.put(Table::Tag, resource, Record::new().with(TAGS, Tree::Map(tags)));
}

/// Forgets the tags of a resource that is no more.
pub(super) fn remove_all(tx: &mut Tx<'_>, resource: &str) {
    if tx.view().get(Table::Tag, resource).is_some() {
        tx.delete(Table::Tag, resource);
    }
}

/// The tags of a resource.
pub(super) fn of<'a>(view: &View<'a>, resource: &str) -> &'a [(Box<str>, Tree)] {
    view.get(Table::Tag, resource).map(held).unwrap_or_default()
}

/// The tags of a row of the table.
pub(super) fn held(row: &Record) -> &[(Box<str>, Tree)] {
    row.entries(TAGS)
}

/// The value of one tag.
pub(super) fn value<'a>(view: &View<'a>, resource: &str, key: &str) -> Option<&'a str> {
    of(view, resource).iter().find(|(own, _)| **own == *key).and_then(|(_, value)| value.as_text())
}

/// Tags as a list of key and value.
pub(super) fn shown(tags: &[(Box<str>, Tree)]) -> Tree {
    let tags = tags
        .iter()
        .map(|(key, value)| Tree::Record(Record::new().with("Key", &**key).with("Value", value.clone())));
    Tree::List(tags.collect())
}

/// The key of the row for what a request names.
fn resource(call: &Call<'_>, view: &View<'_>) -> Result<String, Refusal> {
    let said = call.said();
    let (word, id) = (said.required("ResourceType"), said.required("ResourceId"));
    if word == "ManagedInstance" && !managed_node::is_hybrid(id) {
        return Err(managed_node::untaggable(id));
    }
    let taggable = TAGGABLE.iter().find(|taggable| taggable.word == word);
    // Of the other types of the model nothing can exist here.
    let resource = taggable.and_then(|taggable| (taggable.resource)(view, id));
    // AWS sends this error without a message.
    resource.map(|resource| format!("ssm:{resource}")).ok_or_else(|| Refusal::bare("InvalidResourceId"))
}

/// The key of the row for an ARN's type and id, where the resource exists.
pub(super) fn by_arn(view: &View<'_>, resource: &str) -> Option<String> {
    let (arn_type, id) = resource.split_once('/')?;
    let taggable = TAGGABLE.iter().find(|taggable| taggable.arn_type == arn_type)?;
    // A hierarchy's name begins with the slash that its ARN has only once.
    let slashed = format!("/{id}");
    (taggable.resource)(view, &slashed)
        .or_else(|| (taggable.resource)(view, id))
        .map(|resource| format!("ssm:{resource}"))
}

fn add_tags(call: &Call<'_>, tx: &mut Tx<'_>) -> Answer {
    let resource = resource(call, &tx.view())?;
    let tags = match call.reserved_tags {
        ReservedTags::Refused => said(&call.said(), TAGS)?,
        ReservedTags::Taken => unchecked(&call.said(), TAGS),
    };
    add(tx, &resource, tags)?;
    Ok(Record::new())
}

fn remove_tags(call: &Call<'_>, tx: &mut Tx<'_>) -> Answer {
    let resource = resource(call, &tx.view())?;
    remove(tx, &resource, &call.said().texts("TagKeys"));
    Ok(Record::new())
}

fn list_tags(call: &Call<'_>, view: &View<'_>) -> Answer {
    let resource = resource(call, view)?;
    Ok(Record::new().with("TagList", shown(of(view, &resource))))
}
