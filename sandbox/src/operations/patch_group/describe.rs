//! DescribePatchGroups and GetPatchBaselineForPatchGroup.

use super::key;
use crate::check::Said;
use crate::handler::{Answer, Call, Refusal};
use crate::operations::page::{Page, reply};
use crate::operations::patch_baseline::{DEFAULT_SYSTEM, current_default, identity, named};
use crate::store::{Table, View};
use crate::tree::{Record, Tree};

const LARGEST: i64 = 100;

/// DescribePatchGroups.
pub(super) fn describe(call: &Call<'_>, view: &View<'_>) -> Answer {
    let said = call.said();
    let (prefix, systems) = wanted(&said)?;
    let size = usize::try_from(said.integer("MaxResults").unwrap_or(LARGEST)).unwrap_or_default();
    let page = Page::new(call, said.text("NextToken"), size, &format!("{prefix} {systems:?}"));
    let page = page.map_err(|_| Refusal::validation("The specified token isn't valid."))?;
    let after = page.after.as_deref().unwrap_or_default();
    let rows = view.under(Table::PatchGroup, prefix).filter(|(key, _)| *key > after);
    let mut mappings = Vec::new();
    for (key, row) in rows {
        let Some((group, system)) = key.split_once('\n') else { continue };
        if systems.is_empty() || systems.contains(&system) {
            let baseline = named(call, view, row.text("BaselineId").unwrap_or_default())?;
            let mapping = Record::new().with("PatchGroup", group);
            let mapping = mapping.with("BaselineIdentity", identity(call, view, &baseline));
            mappings.push((key, Some(Tree::Record(mapping))));
        }
    }
    let (items, token) = page.take(mappings.into_iter());
    Ok(reply("Mappings", items, token))
}

fn wanted<'a>(said: &Said<'a>) -> Result<(&'a str, Vec<&'a str>), Refusal> {
    let (mut prefix, mut systems) = ("", Vec::new());
    for filter in said.each("Filters") {
        let (key, values) = (filter.text("Key").unwrap_or_default(), filter.texts("Values"));
        match (key, &values[..]) {
            ("NAME_PREFIX", [one]) => prefix = one,
            ("OPERATING_SYSTEM", [_, ..]) => systems = values,
            ("NAME_PREFIX" | "OPERATING_SYSTEM", _) => {
                return Err(Refusal::validation(format!("The values of filter {key} are not valid.")));
            }
            _ => {
                let message = format!("Filter key {key} is not one of NAME_PREFIX, OPERATING_SYSTEM.");
                return Err(Refusal::validation(message));
            }
        }
    }
    Ok((prefix, systems))
}

/// GetPatchBaselineForPatchGroup, which never fails: a group that has none uses the default.
pub(super) fn get(call: &Call<'_>, view: &View<'_>) -> Answer {
    let said = call.said();
    let group = said.required("PatchGroup");
    let system = said.text("OperatingSystem").unwrap_or(DEFAULT_SYSTEM);
    let registered = view.get(Table::PatchGroup, &key(group, system)).and_then(|row| row.text("BaselineId"));
    let baseline = registered.map_or_else(|| current_default(call, view, system), str::to_owned);
    let reply = Record::new().with("BaselineId", baseline).with("PatchGroup", group);
    Ok(reply.with("OperatingSystem", system))
}
