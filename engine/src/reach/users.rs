//! Who uses a document that changes: what is declared, what else the account's associations and windows run.

use std::collections::{BTreeMap, BTreeSet};

use aws_sdk_ssm::operation::describe_maintenance_window_tasks::builders::DescribeMaintenanceWindowTasksInputBuilder;
use aws_sdk_ssm::operation::describe_maintenance_windows::builders::DescribeMaintenanceWindowsInputBuilder;
use aws_sdk_ssm::operation::list_associations::builders::ListAssociationsInputBuilder;
use aws_sdk_ssm::types::{AssociationFilter, AssociationFilterKey};

use super::meter::Meter;
use crate::address::Address;
use crate::contract::Effect;
use crate::observe::Live;
use crate::plan::{Change, Elsewhere, Notes, Plan, Unseen, Users};
use crate::resolve::Desired;

/// What AWS gives in a page at most.
const PAGE: i32 = 50;

/// Adds who uses each document whose content changes or that goes.
pub(super) async fn find(
    plan: &Plan,
    desired: &Desired,
    live: &Live,
    meter: &mut Meter<'_>,
    notes: &mut Notes,
) {
    let changes: Vec<&Change> = plan.changes().iter().filter(|change| matters(change)).collect();
    if changes.is_empty() {
        return;
    }
    let ours = live.found.values().filter(|found| found.owner.is_us());
    let ours: BTreeSet<&str> = ours.map(|found| found.id.as_str()).collect();
    let windows = windows(meter).await;
    for change in changes {
        let Some(name) = change.id.as_deref() else { continue };
        let here: Vec<Address> = desired.graph.dependents(&change.address).cloned().collect();
        let (mut elsewhere, mut unseen) = (Vec::new(), None);
        match associations(meter, name).await {
            Ok(found) => elsewhere.extend(found),
            Err(why) => unseen = Some(why),
        }
        match &windows {
            Ok(windows) => elsewhere.extend(windows.get(name).into_iter().flatten().cloned()),
            Err(why) => unseen = Some(why.clone()),
        }
        elsewhere.retain(|one| !ours.contains(one.id.as_str()));
        notes.users.insert(change.address.clone(), Users { here, elsewhere, unseen });
    }
}

/// Whether whoever uses it runs something else afterwards.
fn matters(change: &Change) -> bool {
    let versions = |effect: &Effect| {
        matches!(effect, Effect::Version { .. } | Effect::Promotes { .. } | Effect::LosesVersions)
    };
    change.resource.name == "Document"
        && change.deed.was().is_some()
        && (change.action().destroys() || change.effects.iter().any(versions))
}

/// The account's associations of a document.
async fn associations(meter: &mut Meter<'_>, name: &str) -> Result<Vec<Elsewhere>, Unseen> {
    let filter = AssociationFilter::builder().key(AssociationFilterKey::Name).value(name);
    let filter = filter.build().expect("it has a key and a value");
    let input = ListAssociationsInputBuilder::default().association_filter_list(filter).max_results(PAGE);
    let (pages, whole) = meter.pages(input).await?;
    if !whole {
        return Err(Unseen::Unasked);
    }
    let one = |one: &aws_sdk_ssm::types::Association| {
        let id = one.association_id()?.to_owned();
        let name = one.association_name().map_or_else(|| id.clone(), str::to_owned);
        Some(Elsewhere { what: "association".into(), name, id })
    };
    Ok(pages.iter().flat_map(|page| page.associations()).filter_map(one).collect())
}

/// The tasks of the account's windows, by the document that they run.
async fn windows(meter: &mut Meter<'_>) -> Result<BTreeMap<String, Vec<Elsewhere>>, Unseen> {
    let (pages, whole) =
        meter.pages(DescribeMaintenanceWindowsInputBuilder::default().max_results(PAGE)).await?;
    let mut found: BTreeMap<String, Vec<Elsewhere>> = BTreeMap::new();
    let windows = pages.iter().flat_map(|page| page.window_identities());
    for window in windows.filter_map(|window| Some((window.window_id()?, window.name().unwrap_or_default())))
    {
        let (id, name) = window;
        let input = DescribeMaintenanceWindowTasksInputBuilder::default().window_id(id).max_results(PAGE);
        let (pages, _) = meter.pages(input).await?;
        for task in pages.iter().flat_map(|page| page.tasks()) {
            let (Some(document), Some(id)) = (task.task_arn(), task.window_task_id()) else { continue };
            let document = document.rsplit_once(":document/").map_or(document, |(_, name)| name);
            let name = format!("{name}/{}", task.name().unwrap_or(id));
            let user = Elsewhere { what: "window task".into(), name, id: id.to_owned() };
            found.entry(document.to_owned()).or_default().push(user);
        }
    }
    if whole { Ok(found) } else { Err(Unseen::Unasked) }
}
