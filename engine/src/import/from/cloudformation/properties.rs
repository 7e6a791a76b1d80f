//! The properties of a resource of a template → what they say.

use super::super::What;
use super::{id, naming};
use crate::contract::Words;
use crate::kinds::worded::Sort;

/// What a resource of a logical name says: itself, and the groups that a baseline has.
///
/// # Errors
/// CloudFormation made its name, so that AWS alone knows it.
pub(super) fn resources(
    sort: Sort,
    name: &str,
    mut words: Words,
) -> Result<Vec<(What, String, Words)>, String> {
    let take = |words: &mut Words, property: &str| match words {
        Words::Map(map) => map.remove(property).unwrap_or(Words::Nothing),
        Words::Nothing | Words::Text(_) | Words::Plain(_) | Words::Secret | Words::List(_) => Words::Nothing,
    };
    let made = |kind: &str| {
        format!("the template gives it no name, so CloudFormation made one: `trueup import {kind}/NAME` takes it from AWS")
    };
    let own = match naming(sort) {
        // A sync's name stands in its state too.
        Some(property) if sort == Sort::ResourceDataSync => words.get(property).as_text().map(str::to_owned),
        Some(property) => take(&mut words, property).as_text().map(str::to_owned),
        None => Some(id(sort, name)),
    };
    let kind = if sort == Sort::Document { "Document" } else { "ParameterHierarchy" };
    let own = own.ok_or_else(|| made(kind))?;
    if sort == Sort::Association && words.get("AssociationName").is_nothing() {
        return Err("it has no name, and the template does not say its id: `trueup import Association/ID` takes it from AWS".to_owned());
    }
    let mut resources = Vec::new();
    if sort == Sort::PatchBaseline
        && let Words::List(groups) = take(&mut words, "PatchGroups")
    {
        let group = |group: Words| (What::Registration, own.clone(), Words::map([("Group", group)]));
        resources.extend(groups.into_iter().map(group));
    }
    resources.insert(0, (What::One(sort), own, words));
    Ok(resources)
}
