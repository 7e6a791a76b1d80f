//! Who uses a document that changes: what is declared, what else the account's associations and windows run.

use std::collections::{BTreeMap, BTreeSet};

use aws_sdk_ssm::operation::describe_maintenance_window_tasks::builders::DescribeMaintenanceWindowTasksInputBuilder;
use aws_sdk_ssm::operation::describe_maintenance_windows::builders::DescribeMaintenanceWindowsInputBuilder;
use aws_sdk_ssm::operation::list_associations::builders::ListAssociationsInputBuilder;
use aws_sdk_ssm::types::{AssociationFilter, AssociationFilterKey};

use super::meter::Meter;
use crate::address::Address;
use crate::contract::{Effect, Selects};
use crate::observe::Live;
use crate::plan::{Change, Elsewhere, Notes, Plan, Unseen, Users};
use crate::resolve::Desired;

/// What AWS gives in a page at most.
const PAGE: i32 = 50;

/// Adds who uses each document whose content changes or that goes.
///
/// What it gives is what the account's other associations act on that run at once then; an error where that is not
/// known.
pub(super) async fn find(
    plan: &Plan,
    desired: &Desired,
    live: &Live,
    (meter, hasty): (&mut Meter<'_>, &mut Meter<'_>),
    notes: &mut Notes,
) -> Vec<Result<Selects, Unseen>> {
    let changes: Vec<&Change> = plan.changes().iter().filter(|change| matters(change)).collect();
    if changes.is_empty() {
        return Vec::new();
    }
    let ours = ours(desired, live);
    let windows = windows(hasty).await;
    let mut followers = Vec::new();
    for change in changes {
        let Some(name) = change.id.as_deref() else { continue };
        let mut here: BTreeSet<Address> = desired.graph.dependents(&change.address).cloned().collect();
        let (mut elsewhere, mut unseen) = (Vec::new(), None);
        match associations(meter, name).await {
            Ok(found) => {
                for Association { user, selects, version } in found {
                    let runs = follows(change, &version);
                    let own = ours.contains_key(&user.id) || ours.contains_key(&user.name);
                    if runs && !own {
                        followers.push(Ok(selects));
                    }
                    elsewhere.push(Elsewhere { runs, ..user });
                }
            }
            Err(why) => {
                followers.push(Err(why.clone()));
                unseen = Some(why);
            }
        }
        match &windows {
            Ok(windows) => elsewhere.extend(windows.get(name).into_iter().flatten().cloned()),
            Err(why) => unseen = Some(why.clone()),
        }
        // What runs it by a name alone is no reference, and ours all the same.
        let whose = |one: &Elsewhere| ours.get(&one.id).or_else(|| ours.get(&one.name)).copied();
        here.extend(elsewhere.iter().filter_map(whose).cloned());
        elsewhere.retain(|one| whose(one).is_none());
        let here = here.into_iter().collect();
        notes.users.insert(change.address.clone(), Users { here, elsewhere, unseen });
    }
    followers
}

/// What is ours and runs documents, by AWS's id, and by its name where its id is not at hand.
fn ours<'a>(desired: &'a Desired, live: &'a Live) -> BTreeMap<String, &'a Address> {
    let found = live.found.values().filter(|found| found.owner.is_us());
    let ids = found.map(|found| (found.id.clone(), &found.address));
    let names = desired.declared.values().filter_map(|declared| match declared.resource.name {
        "Association" => Some((declared.tree.get("name")?.as_text()?.to_owned(), &declared.address)),
        "MaintenanceWindow/task" => {
            Some((declared.address.name().replacen("/task/", "/", 1), &declared.address))
        }
        _ => None,
    });
    names.chain(ids).collect()
}

/// Whether an association that runs a version of a document runs as soon as that changes so.
fn follows(change: &Change, version: &str) -> bool {
    let newest = change.effects.iter().any(|effect| matches!(effect, Effect::Version { .. }));
    let default = change
        .effects
        .iter()
        .any(|effect| matches!(effect, Effect::Version { default: None } | Effect::Promotes { .. }));
    match version {
        "$LATEST" => newest,
        "$DEFAULT" | "" => default,
        _ => false,
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

/// One of the account's associations of a document.
struct Association {
    user: Elsewhere,
    selects: Selects,
    version: String,
}

/// The account's associations of a document.
async fn associations(meter: &mut Meter<'_>, name: &str) -> Result<Vec<Association>, Unseen> {
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
        let user = Elsewhere { what: "association".into(), name, id, runs: false };
        let version = one.document_version().unwrap_or_default().to_owned();
        Some(Association { user, selects: selects(one), version })
    };
    Ok(pages.iter().flat_map(|page| page.associations()).filter_map(one).collect())
}

/// What an association acts on, as the list of all tells it.
fn selects(one: &aws_sdk_ssm::types::Association) -> Selects {
    let keyed: BTreeMap<String, BTreeSet<String>> = one
        .targets()
        .iter()
        .filter_map(|target| Some((target.key()?.to_owned(), target.values().iter().cloned().collect())))
        .collect();
    let nodes = |key: &String| key == "InstanceIds" || key == "tag-key" || key.starts_with("tag:");
    match keyed.get("InstanceIds") {
        Some(ids) if keyed.len() == 1 => Selects::ids(ids),
        _ if keyed.is_empty() => match one.instance_id() {
            Some(id) => Selects::ids(&BTreeSet::from([id.to_owned()])),
            None => Selects::Runbook,
        },
        _ if keyed.keys().all(nodes) => Selects::Where(keyed),
        _ if keyed.keys().any(|key| key.starts_with("resource-groups:")) => Selects::Group,
        _ => Selects::Runbook,
    }
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
            let user = Elsewhere { what: "window task".into(), name, id: id.to_owned(), runs: false };
            found.entry(document.to_owned()).or_default().push(user);
        }
    }
    if whole { Ok(found) } else { Err(Unseen::Unasked) }
}
