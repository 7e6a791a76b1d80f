//! DescribeInstancePatchStatesForPatchGroup and DescribePatchGroupState.

use super::node::page;
use crate::check::Said;
use crate::handler::{Answer, Call, Refusal};
use crate::operations::page::reply;
use crate::store::{Found, Table, View};
use crate::tree::{Record, Tree};

/// A comparison of a count.
#[derive(Debug)]
struct Filter<'a> {
    key: &'a str,
    operator: &'a str,
    number: i64,
}

fn of_group<'a>(view: &View<'a>, group: &str) -> impl Iterator<Item = Found<'a>> {
    view.under(Table::PatchState, "").filter(move |(_, row)| row.text("PatchGroup") == Some(group))
}

/// DescribeInstancePatchStatesForPatchGroup.
pub(super) fn states(call: &Call<'_>, view: &View<'_>) -> Answer {
    let said = call.said();
    let group = said.required("PatchGroup");
    let filters: Vec<Filter<'_>> = said.each("Filters").iter().map(filter).collect::<Result<_, _>>()?;
    let page = page(call, &format!("{group} {filters:?}"))?;
    let shape = call.reply_shape("InstancePatchStates");
    let after = page.after.as_deref().unwrap_or_default();
    let rows = of_group(view, group).filter(|(id, _)| *id > after);
    let (items, token) = page.take(rows.map(|(id, row)| {
        let fits = filters.iter().all(|filter| filter.holds(row));
        (id, fits.then(|| Tree::Record(row.seen(shape))))
    }));
    Ok(reply("InstancePatchStates", items, token))
}

fn filter<'a>(said: &Said<'a>) -> Result<Filter<'a>, Refusal> {
    let (key, operator) = (said.required("Key"), said.required("Type"));
    let wrong = |why: String| Refusal::new("InvalidFilter", why);
    if !key.ends_with("Count") {
        return Err(wrong(format!("The filter key {key} is not valid.")));
    }
    let value = said.texts("Values").first().copied().unwrap_or_default();
    let number =
        value.parse().map_err(|_| wrong(format!("The value {value} of filter {key} is no integer.")))?;
    Ok(Filter { key, operator, number })
}

impl Filter<'_> {
    fn holds(&self, row: &Record) -> bool {
        let Some(held) = row.integer(self.key) else { return false };
        match self.operator {
            "Equal" => held == self.number,
            "NotEqual" => held != self.number,
            "LessThan" => held < self.number,
            // The model has no fifth word.
            _ => held > self.number,
        }
    }
}

/// The counters, and the count of a node that makes it count.
const COUNTERS: [(&str, &str); 12] = [
    ("InstancesWithInstalledPatches", "InstalledCount"),
    ("InstancesWithInstalledOtherPatches", "InstalledOtherCount"),
    ("InstancesWithInstalledPendingRebootPatches", "InstalledPendingRebootCount"),
    ("InstancesWithInstalledRejectedPatches", "InstalledRejectedCount"),
    ("InstancesWithMissingPatches", "MissingCount"),
    ("InstancesWithFailedPatches", "FailedCount"),
    ("InstancesWithNotApplicablePatches", "NotApplicableCount"),
    ("InstancesWithUnreportedNotApplicablePatches", "UnreportedNotApplicableCount"),
    ("InstancesWithCriticalNonCompliantPatches", "CriticalNonCompliantCount"),
    ("InstancesWithSecurityNonCompliantPatches", "SecurityNonCompliantCount"),
    ("InstancesWithOtherNonCompliantPatches", "OtherNonCompliantCount"),
    ("InstancesWithAvailableSecurityUpdates", "AvailableSecurityUpdateCount"),
];

/// DescribePatchGroupState: a group that nobody knows has no nodes, and is no error.
pub(super) fn state(call: &Call<'_>, view: &View<'_>) -> Answer {
    let group = call.said().required("PatchGroup");
    let count = |counts: &dyn Fn(&Record) -> bool| {
        let nodes = of_group(view, group).filter(|(_, row)| counts(row)).count();
        i64::try_from(nodes).unwrap_or(i64::MAX)
    };
    let reply = Record::new().with("Instances", count(&|_| true));
    Ok(COUNTERS.into_iter().fold(reply, |reply, (counter, of)| {
        reply.with(counter, count(&|row| row.integer(of).is_some_and(|number| number > 0)))
    }))
}
