//! What AWS holds of patch groups: the registrations of those that are declared, or that the
//! record knows as ours.

use std::collections::{BTreeMap, BTreeSet};

use aws_sdk_ssm::operation::describe_patch_groups::DescribePatchGroupsOutput;
use aws_sdk_ssm::operation::describe_patch_groups::builders::DescribePatchGroupsInputBuilder;
use aws_sdk_ssm::types::PatchGroupPatchBaselineMapping;
use futures_util::future::join;
use schema::kinds::patch_group::PatchGroup;
use schema::shape::Shape;

use super::PatchGroups;
use super::owners::Owners;
use super::remembered::{self, manifest};
use crate::address::Address;
use crate::contract::{
    Declared, Depth, Found, Inventory, Kind, Owner, Presence, Resource, Scope, Taken, Unreadable,
};
use crate::ports::{ApiError, Reads};

pub(super) const PAGE: i32 = 100;

/// One registration that AWS holds.
pub(super) struct Registration {
    pub(super) group: String,
    pub(super) system: String,
    /// The baseline's id; for one of AWS's own its ARN.
    pub(super) id: String,
    /// The baseline's name in AWS.
    pub(super) name: String,
}

impl Registration {
    /// Whether the baseline is one of AWS's own.
    pub(super) fn is_predefined(&self) -> bool {
        self.id.starts_with("arn:")
    }

    /// Whether it is of a baseline of this id, or of one of AWS's own of this name.
    pub(super) fn is_of(&self, baseline: &str) -> bool {
        self.id == baseline || (self.is_predefined() && self.name == baseline)
    }

    /// The baseline as manifests name it: one of AWS's own by its name, unless its ARN is written.
    pub(super) fn baseline(&self, wanted: Option<&String>) -> String {
        if self.is_predefined() && wanted != Some(&self.id) { self.name.clone() } else { self.id.clone() }
    }
}

/// # Flow
/// One listing tells every registration; tags tell whose the baselines of the declared groups are.
/// Where no group is declared and the record knows none, no registration is read.
pub(super) async fn observe(reads: &Reads, scope: &Scope<'_>) -> Inventory {
    #[cfg(feature = "ec2")]
    {
        let (mut inventory, instances) =
            join(registered(reads, scope), super::selection::observe(reads, scope)).await;
        inventory.found.extend(instances.found);
        inventory.unreadable.extend(instances.unreadable);
        inventory.taken.extend(instances.taken);
        inventory.selected.extend(instances.selected);
        inventory
    }
    #[cfg(not(feature = "ec2"))]
    registered(reads, scope).await
}

async fn registered(reads: &Reads, scope: &Scope<'_>) -> Inventory {
    let declared = scope.declared_of(PatchGroup::NAME);
    let known: BTreeSet<&str> = scope.remembered_of(PatchGroup::NAME).map(|(name, _)| name).collect();
    let everything = scope.depth.is_everything();
    if declared.is_empty() && known.is_empty() && !everything {
        return Inventory::default();
    }
    let (registrations, claims) = join(list(reads, scope), scope.claims(reads)).await;
    let registrations = match registrations {
        Ok(registrations) => registrations,
        Err(error) => {
            let whole = Unreadable { address: None, kind: PatchGroup::NAME, error };
            return Inventory { unreadable: vec![whole], ..Inventory::default() };
        }
    };
    let groups: BTreeSet<String> = declared.iter().map(|declared| state(declared).name).collect();
    let here = |one: &&Registration| {
        groups.contains(&one.group)
            || known.contains(one.group.as_str())
            || matches!(scope.depth, Depth::Paths)
            || everything
    };
    let ids: BTreeSet<String> = registrations
        .iter()
        .filter(here)
        .filter(|one| !one.is_predefined())
        .map(|one| one.id.clone())
        .collect();
    let owners = Owners::find(reads, scope.site, claims, ids.into_iter().collect()).await;
    let mut inventory = Inventory::default();
    let mut by_group: BTreeMap<&str, Vec<&Registration>> = BTreeMap::new();
    for one in &registrations {
        by_group.entry(&one.group).or_default().push(one);
    }
    for declared in &declared {
        group(scope, declared, &by_group, &owners, &mut inventory);
    }
    let ours = remembered::find(scope, &registrations, &groups, &owners, &mut inventory);
    let stranger = |one: &&Registration| {
        !groups.contains(&one.group) && !ours.contains(&(one.group.as_str(), one.system.as_str()))
    };
    let strangers = registrations.iter().filter(stranger);
    let left = strangers.filter(|one| owners.of(&one.id).is_us());
    inventory.unmanaged.extend(left.map(|one| address(&one.group, &one.system)));
    if everything {
        let known = |group: &str| groups.contains(group) || known.contains(group);
        let strangers = by_group.iter().filter(|(group, _)| !known(group));
        inventory.found.extend(strangers.map(|(group, there)| stray(group, there, &owners)));
    }
    inventory
}

/// A group that nobody declares, with those of its registrations that are nobody's; where all are
/// another's, it is.
fn stray(group: &str, there: &[&Registration], owners: &Owners<'_>) -> Found {
    let others = |one: &Registration| match (owners.claims(one), owners.of(&one.id)) {
        (Some(owner), _) => Some(owner.to_owned()),
        (None, Owner::Other(owner)) => Some(owner),
        (None, Owner::Ours | Owner::Former | Owner::CloudFormation(_) | Owner::Nobody) => None,
    };
    let free: Vec<&&Registration> = there.iter().filter(|one| others(one).is_none()).collect();
    let owner = match there.iter().find_map(|one| others(one)) {
        Some(owner) if free.is_empty() => Owner::Other(owner),
        _ => Owner::Nobody,
    };
    let shown = if free.is_empty() { there.iter().collect() } else { free };
    let baselines: BTreeMap<String, String> =
        shown.into_iter().map(|one| (one.system.clone(), one.baseline(None))).collect();
    Found {
        address: Address::new(PatchGroups::NAME, group),
        id: group.to_owned(),
        holds: baselines.values().cloned().collect(),
        tree: PatchGroup { name: group.to_owned(), baselines, instances: None }.tree(),
        owner,
        version: None,
        changed: None,
        heard: None,
    }
}

/// Every registration. Nothing but the list tells of one that is remembered, and an apply that does not see it
/// makes the record forget it: where it is silent of one, it is asked once more.
async fn list(reads: &Reads, scope: &Scope<'_>) -> Result<Vec<Registration>, ApiError> {
    let mut found = once(reads).await?;
    if remembered::lacks(scope, &found) {
        found.extend(once(reads).await?);
        let mut seen = BTreeSet::new();
        found.retain(|one| seen.insert((one.group.clone(), one.system.clone())));
    }
    Ok(found)
}

async fn once(reads: &Reads) -> Result<Vec<Registration>, ApiError> {
    let pages = reads.pages(DescribePatchGroupsInputBuilder::default().max_results(PAGE)).await?;
    Ok(pages.iter().flat_map(registrations).collect())
}

/// The registrations in a page of their list.
pub(super) fn registrations(page: &DescribePatchGroupsOutput) -> impl Iterator<Item = Registration> {
    page.mappings().iter().filter_map(registration)
}

fn registration(mapping: &PatchGroupPatchBaselineMapping) -> Option<Registration> {
    let baseline = mapping.baseline_identity()?;
    Some(Registration {
        group: mapping.patch_group()?.to_owned(),
        system: baseline.operating_system().map_or("WINDOWS", |system| system.as_str()).to_owned(),
        name: baseline.baseline_name().unwrap_or_default().to_owned(),
        id: baseline.baseline_id()?.to_owned(),
    })
}

fn state(declared: &Declared) -> PatchGroup {
    PatchGroup::from_tree(Some(&declared.tree)).expect("a state's tree reads back as that state")
}

pub(super) fn address(group: &str, system: &str) -> Address {
    Address::new(PatchGroups::NAME, &format!("{group}/{system}"))
}

/// What of one declared group is there. A registration is the manifest's where it declares the
/// operating system or the baseline, which may have been of another operating system before, and
/// where the record knows it as ours; of the others nothing tells whether they ever were.
fn group(
    scope: &Scope<'_>,
    declared: &Declared,
    registrations: &BTreeMap<&str, Vec<&Registration>>,
    owners: &Owners<'_>,
    into: &mut Inventory,
) {
    let wanted = state(declared);
    let named: BTreeSet<&str> = wanted.baselines.values().filter_map(|text| manifest(text)).collect();
    let mut there = BTreeMap::new();
    for one in registrations.get(&*wanted.name).into_iter().flatten() {
        let by_manifest = owners.manifest(&one.id).is_some_and(|name| named.contains(name));
        let ours = by_manifest || remembered::ours(scope, one, owners);
        if !wanted.baselines.contains_key(&one.system) && !ours {
            into.unmanaged.push(address(declared.address.name(), &one.system));
            continue;
        }
        if let Some(error) = owners.failed(&one.id) {
            return into.unreadable.push(Unreadable {
                address: Some(declared.address.clone()),
                kind: PatchGroup::NAME,
                error: error.clone(),
            });
        }
        if let Some(owner) = owners.holder(one, ours, &wanted) {
            let what = format!("the registration of `{}` for {}", wanted.name, one.system);
            if declared.presence != Presence::Forgotten {
                into.taken.push(Taken { address: declared.address.clone(), what, owner });
            }
            continue;
        }
        there.insert(one.system.clone(), one.baseline(wanted.baselines.get(&one.system)));
    }
    // What asks for no registration is there by itself.
    let empty = wanted.baselines.is_empty() && declared.presence != Presence::Absent;
    if there.is_empty() && !empty {
        return;
    }
    into.found.push(Found {
        address: declared.address.clone(),
        id: wanted.name.clone(),
        holds: there.values().cloned().collect(),
        tree: PatchGroup { name: wanted.name, baselines: there, instances: wanted.instances }.tree(),
        owner: match declared.presence {
            // What is let go is nobody's: no tag could tell it from the rest.
            Presence::Forgotten => Owner::Nobody,
            Presence::Wanted | Presence::Kept | Presence::Absent => Owner::Ours,
        },
        version: None,
        changed: None,
        heard: None,
    });
}
