//! DescribePatchBaselines: a few members of each, AWS's own first.

use super::{Baseline, current_default, predefined};
use crate::check::Said;
use crate::handler::{Answer, Call, Refusal};
use crate::operations::page::{Page, reply};
use crate::store::{Table, View};
use crate::tree::{Record, Tree};

const LARGEST: i64 = 100;

/// What to list.
#[derive(Default, Debug)]
struct Wanted<'a> {
    prefix: Option<&'a str>,
    systems: Vec<&'a str>,
    owners: Vec<&'a str>,
}

/// DescribePatchBaselines.
pub(super) fn describe(call: &Call<'_>, view: &View<'_>) -> Answer {
    let said = call.said();
    let wanted = wanted(&said)?;
    let size = usize::try_from(said.integer("MaxResults").unwrap_or(LARGEST)).unwrap_or_default();
    let page = Page::new(call, said.text("NextToken"), size, &format!("{wanted:?}"));
    let page = page.map_err(|_| Refusal::validation("The specified token isn't valid."))?;
    let after = page.after.as_deref().unwrap_or_default();
    let own = view.under(Table::PatchBaseline, "").map(|(_, row)| Baseline::Own(row));
    let all = predefined::all().iter().map(Baseline::Aws).chain(own);
    let listed = all.filter(|baseline| wanted.holds(baseline)).map(|baseline| (key(&baseline), baseline));
    let rest: Vec<(String, Tree)> = listed
        .filter(|(key, _)| key.as_str() > after)
        .map(|(key, baseline)| (key, Tree::Record(identity(call, view, &baseline))))
        .collect();
    let (items, token) = page.take(rest.iter().map(|(key, item)| (key.as_str(), Some(item.clone()))));
    Ok(reply("BaselineIdentities", items, token))
}

/// Where a baseline stands in the list.
fn key(baseline: &Baseline<'_>) -> String {
    match baseline {
        Baseline::Aws(predefined) => format!("a {}", predefined.name),
        Baseline::Own(row) => format!("b {}", row.text("BaselineId").unwrap_or_default()),
    }
}

/// A baseline as lists show it.
pub(in crate::operations) fn identity(call: &Call<'_>, view: &View<'_>, baseline: &Baseline<'_>) -> Record {
    let (name, description) = match baseline {
        Baseline::Own(row) => (row.text("Name").unwrap_or_default(), row.text("Description")),
        Baseline::Aws(predefined) => (predefined.name, Some(predefined.description)),
    };
    let (id, system) = (baseline.shown(call), baseline.system());
    Record::new()
        .with("DefaultBaseline", current_default(call, view, system) == id)
        .with("BaselineId", id)
        .with("BaselineName", name)
        .with("OperatingSystem", system)
        .with_some("BaselineDescription", description)
}

fn wanted<'a>(said: &Said<'a>) -> Result<Wanted<'a>, Refusal> {
    let mut wanted = Wanted::default();
    for filter in said.each("Filters") {
        let (key, values) = (filter.text("Key").unwrap_or_default(), filter.texts("Values"));
        match (key, &values[..]) {
            ("NAME_PREFIX", [prefix]) => wanted.prefix = Some(prefix),
            ("OPERATING_SYSTEM", [_, ..]) => wanted.systems = values,
            ("OWNER", [owner]) if ["AWS", "Self", "All"].contains(owner) => wanted.owners = values,
            ("NAME_PREFIX" | "OPERATING_SYSTEM" | "OWNER", _) => {
                return Err(Refusal::validation(format!("The values of filter {key} are not valid.")));
            }
            _ => {
                let message = format!("Filter key {key} is not one of NAME_PREFIX, OWNER, OPERATING_SYSTEM.");
                return Err(Refusal::validation(message));
            }
        }
    }
    Ok(wanted)
}

impl Wanted<'_> {
    fn holds(&self, baseline: &Baseline<'_>) -> bool {
        let (name, owner) = match baseline {
            Baseline::Own(row) => (row.text("Name").unwrap_or_default(), "Self"),
            Baseline::Aws(predefined) => (predefined.name, "AWS"),
        };
        self.prefix.is_none_or(|prefix| name.starts_with(prefix))
            && (self.systems.is_empty() || self.systems.contains(&baseline.system()))
            && (self.owners.is_empty()
                || self.owners.iter().any(|wanted| *wanted == owner || *wanted == "All"))
    }
}
