//! DescribeInstancePatches.

use super::node::page;
use crate::handler::{Answer, Call, Refusal};
use crate::operations::page::reply;
use crate::store::{Table, View};
use crate::tree::Tree;

const KEYS: [&str; 4] = ["Classification", "KBId", "Severity", "State"];

/// DescribeInstancePatches: a node that was never scanned has none, one that is not there is an error.
pub(super) fn describe(call: &Call<'_>, view: &View<'_>) -> Answer {
    let said = call.said();
    let id = said.required("InstanceId");
    let known = [Table::Instance, Table::ManagedNode].iter().any(|table| view.get(*table, id).is_some());
    if !known {
        return Err(Refusal::new("InvalidInstanceId", format!("The instance {id} is not known.")));
    }
    let mut filters = Vec::new();
    for filter in said.each("Filters") {
        let (key, values) = (filter.text("Key").unwrap_or_default(), filter.texts("Values"));
        if !KEYS.contains(&key) || values.is_empty() {
            let message =
                format!("The filter key {key} is not one of {}, or it has no values.", KEYS.join(", "));
            return Err(Refusal::new("InvalidFilter", message));
        }
        filters.push((key, values));
    }
    let page = page(call, &format!("{id} {filters:?}"))?;
    let after = page.after.as_deref().unwrap_or_default();
    let patches = view.get(Table::PatchState, id).map(|row| row.items("Patches")).unwrap_or_default();
    let patches = patches.iter().filter_map(Tree::as_record).enumerate();
    let patches: Vec<_> = patches.map(|(at, patch)| (format!("{at:09}"), patch)).collect();
    let rest = patches.iter().filter(|(at, _)| at.as_str() > after);
    let (items, token) = page.take(rest.map(|(at, patch)| {
        let fits =
            |(key, values): &(&str, Vec<&str>)| patch.text(key).is_some_and(|text| values.contains(&text));
        (at.as_str(), filters.iter().all(fits).then(|| Tree::Record((*patch).clone())))
    }));
    Ok(reply("Patches", items, token))
}
