//! A target as DescribeMaintenanceWindowTargets gives it.

use std::collections::{BTreeMap, BTreeSet};

use aws_sdk_ssm::types::{MaintenanceWindowTarget as AwsTarget, Target};
use schema::kinds::maintenance_window::{MaintenanceWindowTarget, ResourceGroup, Selection, TargetBody};
use schema::kinds::values::ValueSet;

use super::said;
use crate::kinds::maintenance_window::keys;

/// The state of a target of the window of an id.
pub(in super::super) fn target(window: &str, answer: &AwsTarget) -> MaintenanceWindowTarget {
    let grouped = answer.resource_type().is_some_and(|kind| kind.as_str() == keys::RESOURCE_GROUP);
    MaintenanceWindowTarget {
        window: window.to_owned(),
        name: said(answer.name()),
        selection: if grouped { group(answer.targets()) } else { nodes(answer.targets()) },
        body: TargetBody {
            description: said(answer.description()),
            owner_information: said(answer.owner_information()),
        },
    }
}

fn group(targets: &[Target]) -> Selection {
    Selection::ResourceGroup(ResourceGroup {
        name: values(targets, keys::GROUP).into_iter().next(),
        types: values(targets, keys::GROUP_TYPES),
    })
}

fn nodes(targets: &[Target]) -> Selection {
    let by_id = |target: &Target| target.key() == Some(keys::INSTANCES);
    if !targets.is_empty() && targets.iter().all(by_id) {
        return Selection::Instances(values(targets, keys::INSTANCES));
    }
    let mut tags: BTreeMap<String, ValueSet> = BTreeMap::new();
    for target in targets {
        let held = tags.entry(target.key().unwrap_or_default().to_owned()).or_default();
        held.0.extend(target.values().iter().cloned());
    }
    Selection::Where(tags)
}

/// The values of a key.
pub(super) fn values(targets: &[Target], key: &str) -> BTreeSet<String> {
    let of_key = targets.iter().filter(|target| target.key() == Some(key));
    of_key.flat_map(|target| target.values().iter().cloned()).collect()
}
