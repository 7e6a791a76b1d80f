//! Registrations that the record knows as ours although no manifest asks for them any more.

use std::collections::{BTreeMap, BTreeSet};

use schema::kinds::patch_baseline::PatchBaseline;
use schema::kinds::patch_group::PatchGroup;
use schema::reference::{self, Piece};
use schema::shape::Shape;

use super::inventory::{Registration, address};
use super::owners::Owners;
use crate::address::Address;
use crate::contract::{Beside, Found, Inventory, Owner, Resource, Scope, Unreadable};
use crate::record::{Memory, Untagged};

/// What a baseline of this stack is called in the record.
const OWN: &str = "PatchBaseline/";

/// A group's registrations as the record is to remember them: a baseline of this stack by its
/// address, since its id comes with the apply and moves with every replace.
pub(super) fn untagged(state: &PatchGroup) -> Untagged {
    let PatchGroup { name, baselines, instances: _ } = state;
    let own = |baseline: &String| {
        manifest(baseline).map_or_else(|| baseline.clone(), |name| format!("{OWN}{name}"))
    };
    let words = baselines.iter().map(|(system, baseline)| (system.clone(), BTreeSet::from([own(baseline)])));
    Untagged { id: name.clone(), words: words.collect() }
}

/// The manifest whose baseline a desired text refers to.
pub(super) fn manifest(text: &str) -> Option<&str> {
    reference::pieces(text).into_iter().find_map(|piece| match piece {
        Piece::Reference { address, .. } => address.strip_prefix(OWN),
        Piece::Text(_) => None,
    })
}

/// The baselines that a group is remembered to be registered with for an operating system.
fn baselines<'a>(scope: &Scope<'a>, group: &str, system: &str) -> impl Iterator<Item = &'a str> {
    let memory: Option<&'a Memory> = scope.remembered.get(PatchGroup::NAME, group);
    memory.and_then(|memory| memory.words.get(system)).into_iter().flatten().map(String::as_str)
}

/// Whether a list of registrations lacks one that is remembered.
pub(super) fn lacks(scope: &Scope<'_>, found: &[Registration]) -> bool {
    let there: BTreeSet<(&str, &str)> =
        found.iter().map(|one| (one.group.as_str(), one.system.as_str())).collect();
    let mut remembered = scope
        .remembered_of(PatchGroup::NAME)
        .flat_map(|(group, memory)| memory.words.keys().map(move |system| (group, system.as_str())));
    remembered.any(|one| !there.contains(&one))
}

/// Whether a registration is ours by the record. Where somebody has put another baseline into its
/// place since, it is theirs.
pub(super) fn ours(scope: &Scope<'_>, one: &Registration, owners: &Owners<'_>) -> bool {
    baselines(scope, &one.group, &one.system).any(|baseline| match baseline.strip_prefix(OWN) {
        Some(name) => owners.manifest(&one.id).is_some_and(|now| now == name || was(scope, now, name)),
        None => one.is_of(baseline),
    })
}

/// Whether the baseline that is called so now was called so before: its tag may have been changed
/// already, and the record not yet.
fn was(scope: &Scope<'_>, now: &str, before: &str) -> bool {
    let baseline = |name: &str| Address::new(PatchBaseline::NAME, name);
    scope.renamed.get(&baseline(now)) == Some(&baseline(before))
}

/// Finds what is ours of groups that no manifest declares, and tells which those are.
pub(super) fn find<'a>(
    scope: &Scope<'_>,
    registrations: &'a [Registration],
    declared: &BTreeSet<String>,
    owners: &Owners<'_>,
    into: &mut Inventory,
) -> BTreeSet<(&'a str, &'a str)> {
    let mut held: BTreeMap<&str, BTreeMap<String, String>> = BTreeMap::new();
    let mut taken = BTreeSet::new();
    let gone = |one: &&Registration| !declared.contains(&one.group) && owners.claims(one).is_none();
    for one in registrations.iter().filter(gone) {
        if let Some(error) =
            owners.failed(&one.id).filter(|_| baselines(scope, &one.group, &one.system).next().is_some())
        {
            into.unreadable.push(Unreadable {
                address: Some(address(&one.group, &one.system)),
                kind: PatchGroup::NAME,
                error: error.clone(),
            });
        } else if ours(scope, one, owners) {
            taken.insert((one.group.as_str(), one.system.as_str()));
            held.entry(&one.group).or_default().insert(one.system.clone(), one.baseline(None));
        }
    }
    let mut names: BTreeSet<Address> =
        scope.declared.iter().map(|declared| declared.address.clone()).collect();
    for (group, baselines) in held {
        let name = scope.remembered.get(PatchGroup::NAME, group).map(|memory| &memory.name);
        let own = Address::new(PatchGroup::NAME, name.map_or(group, String::as_str));
        // The manifest may have been given another group since.
        let address = if names.insert(own.clone()) {
            own
        } else {
            let address = address(own.name(), group);
            into.beside.push((address.clone(), Beside::Manifest(own)));
            address
        };
        into.found.push(Found {
            address,
            id: group.to_owned(),
            holds: baselines.values().cloned().collect(),
            tree: PatchGroup { name: group.to_owned(), baselines, instances: Default::default() }.tree(),
            owner: Owner::Ours,
            version: None,
            changed: None,
            heard: None,
        });
    }
    taken
}
