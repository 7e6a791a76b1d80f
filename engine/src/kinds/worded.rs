//! What a file of another tool says of a resource → what would be found of it in AWS.

use std::collections::{BTreeMap, BTreeSet};

use globset::GlobSet;
use schema::Tree;
use schema::kinds::maintenance_window::{target_address, task_address};
use schema::shape::Shape;

use super::{
    association, change_calendar, document, maintenance_window, parameter, patch_baseline, patch_group,
    resource_data_sync, service_setting, tags,
};
use crate::address::Address;
use crate::contract::{Fields, Found, Resource, Words};
use crate::site::Site;

/// What a file can say.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Sort {
    Parameter,
    PatchBaseline,
    PatchGroup,
    MaintenanceWindow,
    Target,
    Task,
    Association,
    Document,
    ResourceDataSync,
    ServiceSetting,
}

/// What would be found of a resource that AWS knows by an id.
///
/// # Errors
/// A field that is not known, or not what it should be.
pub(crate) fn found(site: &Site, sort: Sort, id: &str, words: Words) -> Result<Found, String> {
    let mut said = Fields::of(words)?;
    let tagged = said.tags()?;
    let owner = tags::owner(&tagged, site);
    said.put_tags(tags::declared(&tagged, &GlobSet::empty()));
    let at = |kind: &str| Address::new(kind, id);
    let (address, tree) = match sort {
        Sort::Parameter => (at("Parameter"), parameter::worded::worded(said)?.tree()),
        Sort::PatchBaseline => {
            (at(patch_baseline::PatchBaseline::NAME), patch_baseline::worded::worded(said)?.tree())
        }
        Sort::PatchGroup => (at(patch_group::PatchGroup::NAME), group(id, said)?),
        Sort::MaintenanceWindow => (
            at(maintenance_window::MaintenanceWindow::NAME),
            maintenance_window::worded::window(said)?.tree(),
        ),
        Sort::Target => {
            let window = said.must("WindowId")?;
            let address = Address::from(target_address(&window, id).as_str());
            (address, maintenance_window::worded::target(&window, said)?.tree())
        }
        Sort::Task => {
            let window = said.must("WindowId")?;
            let address = Address::from(task_address(&window, id).as_str());
            (address, maintenance_window::worded::task(&window, said)?.tree())
        }
        Sort::Association => {
            (at(association::Association::NAME), association::worded::worded(site, said)?.tree())
        }
        Sort::Document => match change_calendar::worded::worded(document::worded::worded(said)?) {
            Ok(calendar) => (at(change_calendar::ChangeCalendar::NAME), calendar.tree()),
            Err(document) => (at(document::Document::NAME), document.tree()),
        },
        Sort::ResourceDataSync => {
            (at(resource_data_sync::ResourceDataSync::NAME), resource_data_sync::worded::worded(said)?.tree())
        }
        Sort::ServiceSetting => {
            (at(service_setting::ServiceSetting::NAME), service_setting::worded::worded(said)?.tree())
        }
    };
    let found = Found {
        address,
        id: id.to_owned(),
        tree,
        owner,
        version: None,
        heard: None,
        changed: None,
        holds: Vec::new(),
    };
    Ok(found)
}

/// A group: its baselines by operating system, and the nodes that carry its tag.
fn group(name: &str, mut said: Fields) -> Result<Tree, String> {
    let baselines: BTreeMap<String, Vec<String>> = said.lists("Baselines")?;
    let key = said.text("TagKey")?;
    let nodes: BTreeSet<String> = said.texts("Instances")?.into_iter().collect();
    said.done()?;
    let baselines = baselines.into_iter().map(|(system, id)| (system, id.concat())).collect();
    Ok(patch_group::worded::worded(name, baselines, key.as_deref(), nodes).tree())
}
