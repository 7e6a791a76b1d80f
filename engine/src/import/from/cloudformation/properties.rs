//! The properties of a resource of a template → what they say.

use super::super::What;
use super::{id, naming};
use crate::contract::Words;
use crate::kinds::worded::Sort;

const SAY: &str = "say `--ids FILE`, with what `aws cloudformation describe-stack-resources` prints";

/// What a resource of a logical name says: itself, and the groups that a baseline has.
///
/// # Errors
/// CloudFormation made its name, or AWS its id, and nobody has said which.
pub(super) fn resources(
    sort: Sort,
    name: &str,
    known: Option<&String>,
    mut words: Words,
) -> Result<Vec<(What, String, Words)>, String> {
    let take = |words: &mut Words, property: &str| match words {
        Words::Map(map) => map.remove(property).unwrap_or(Words::Nothing),
        Words::Nothing | Words::Text(_) | Words::Plain(_) | Words::Secret | Words::List(_) => Words::Nothing,
    };
    let own = match naming(sort) {
        // A sync's name stands in its state too.
        Some(property) if sort == Sort::ResourceDataSync => words.get(property).as_text().map(str::to_owned),
        Some(property) => take(&mut words, property).as_text().map(str::to_owned),
        None => Some(id(sort, name)),
    };
    let own = own.or_else(|| known.cloned()).ok_or_else(|| format!("CloudFormation made its name: {SAY}"))?;
    let by_id = matches!(sort, Sort::PatchBaseline | Sort::MaintenanceWindow | Sort::Association);
    if by_id && known.is_none() {
        return Err(format!("AWS made its id: {SAY}"));
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
