//! What AWS holds of syncs: a list of each type of which one is declared or remembered.

use std::collections::{BTreeMap, BTreeSet};

use aws_sdk_ssm::operation::list_resource_data_sync::ListResourceDataSyncOutput;
use aws_sdk_ssm::operation::list_resource_data_sync::builders::ListResourceDataSyncInputBuilder;
use schema::kinds::resource_data_sync::{ResourceDataSync, SyncType};
use schema::shape::{Shape, Words};

use super::place;
use super::state::state;
use crate::address::Address;
use crate::contract::{Declared, Depth, Found, Inventory, Owner, Resource, Scope, Unreadable};
use crate::kinds::untagged;
use crate::ports::{ApiError, Reads};
use crate::record::{Claims, Memory};

const PAGE: i32 = 50;

/// # Flow
/// The records of other sites, then one list of each type that is needed; where no sync is declared and
/// the record knows none, nothing is read.
pub(super) async fn observe(reads: &Reads, scope: &Scope<'_>) -> Inventory {
    let declared = scope.declared_of(ResourceDataSync::NAME);
    let remembered: Vec<(&str, &Memory)> = scope.remembered_of(ResourceDataSync::NAME).collect();
    let mut inventory = Inventory::default();
    let everything = scope.depth.is_everything();
    if declared.is_empty() && remembered.is_empty() && !everything {
        return inventory;
    }
    let claims = scope.claims(reads).await;
    let left: Vec<_> = remembered
        .iter()
        .copied()
        .filter(|(id, _)| claims.of(ResourceDataSync::NAME, id).is_none())
        .collect();
    inventory.taken.extend(declared.iter().filter_map(|declared| untagged::taken(claims, declared)));
    for (word, kind) in SyncType::ALL {
        let of_kind = |id: &str| place::kind_of(id) == *word;
        let declared: Vec<&Declared> = declared.iter().copied().filter(|one| of_kind(id(one))).collect();
        let left: Vec<_> = left.iter().copied().filter(|(id, _)| of_kind(id)).collect();
        if declared.is_empty() && left.is_empty() && !everything {
            continue;
        }
        let known = remembered.iter().map(|(id, _)| *id).filter(|id| of_kind(id)).collect();
        match read(reads, *kind, known).await {
            Ok(syncs) => all(scope, claims, &declared, &left, syncs, &mut inventory),
            Err(error) if everything => {
                let error = error.clone();
                inventory.unreadable.push(Unreadable { address: None, kind: ResourceDataSync::NAME, error });
            }
            Err(error) => unreadable(scope, &declared, &left, &error, &mut inventory),
        }
    }
    inventory
}

fn id(declared: &Declared) -> &str {
    declared.id.as_deref().expect("a manifest names its sync")
}

/// The question for the syncs of a type.
pub(super) fn list(kind: SyncType) -> ListResourceDataSyncInputBuilder {
    ListResourceDataSyncInputBuilder::default().sync_type(kind.word()).max_results(PAGE)
}

/// The syncs of a type. Nothing but the list tells of one that is remembered, and an apply that does not see it
/// makes the record forget it: where it is silent of one, it is asked once more.
async fn read(
    reads: &Reads,
    kind: SyncType,
    known: BTreeSet<&str>,
) -> Result<BTreeMap<String, ResourceDataSync>, ApiError> {
    let mut found = once(reads, kind).await?;
    if known.into_iter().any(|id| !found.contains_key(id)) {
        found.append(&mut once(reads, kind).await?);
    }
    Ok(found)
}

async fn once(reads: &Reads, kind: SyncType) -> Result<BTreeMap<String, ResourceDataSync>, ApiError> {
    let pages = reads.pages(list(kind)).await?;
    let syncs = pages.iter().flat_map(|page| syncs(kind, page));
    Ok(syncs.map(|sync| (place::id(&sync), sync)).collect())
}

/// The syncs of a type in a page of its list. A server that knows no types lists them all.
pub(super) fn syncs(
    kind: SyncType,
    page: &ListResourceDataSyncOutput,
) -> impl Iterator<Item = ResourceDataSync> {
    let items = page.resource_data_sync_items().iter();
    let of_kind = items.filter(move |item| item.sync_type().is_none_or(|said| said == kind.word()));
    of_kind.map(move |item| state(kind, item))
}

/// What is there of a type.
fn all(
    scope: &Scope<'_>,
    claims: &Claims,
    declared: &[&Declared],
    left: &[(&str, &Memory)],
    mut syncs: BTreeMap<String, ResourceDataSync>,
    into: &mut Inventory,
) {
    let everywhere = scope.declared.iter().filter_map(|declared| declared.id.as_deref());
    let everywhere: BTreeSet<&str> = everywhere.collect();
    for declared in declared {
        let Some(sync) = syncs.remove(id(declared)) else { continue };
        let owner = untagged::owner(scope, declared, &sync.tree());
        into.found.push(found(declared.address.clone(), &sync, owner));
    }
    for (id, memory) in left.iter().filter(|(id, _)| !everywhere.contains(id)) {
        let Some(sync) = syncs.remove(*id) else { continue };
        let (address, beside) = untagged::left(scope, ResourceDataSync::NAME, id, &memory.name);
        into.beside.extend(beside.map(|beside| (address.clone(), beside)));
        into.found.push(found(address, &sync, Owner::Ours));
    }
    let strangers = syncs.iter().filter(|(id, _)| !everywhere.contains(id.as_str()));
    if scope.depth.is_everything() {
        into.found.extend(strangers.map(|(id, sync)| {
            let claimed = claims.of(ResourceDataSync::NAME, id);
            let owner = claimed.map_or(Owner::Nobody, |owner| Owner::Other(owner.to_owned()));
            found(Address::new(ResourceDataSync::NAME, id), sync, owner)
        }));
    } else if matches!(scope.depth, Depth::Paths) {
        let strangers = strangers.map(|(id, _)| id);
        into.unmanaged.extend(strangers.map(|id| Address::new(ResourceDataSync::NAME, id)));
    }
}

fn found(address: Address, sync: &ResourceDataSync, owner: Owner) -> Found {
    Found {
        address,
        id: place::id(sync),
        tree: sync.tree(),
        owner,
        version: None,
        changed: None,
        holds: Vec::new(),
        heard: None,
    }
}

/// What nobody knows of while a list cannot be read.
fn unreadable(
    scope: &Scope<'_>,
    declared: &[&Declared],
    left: &[(&str, &Memory)],
    error: &ApiError,
    into: &mut Inventory,
) {
    let addresses = declared.iter().map(|declared| declared.address.clone());
    let ids: BTreeSet<&str> = declared.iter().map(|declared| id(declared)).collect();
    let left = left.iter().filter(|(id, _)| !ids.contains(id));
    let left = left.map(|(id, memory)| untagged::left(scope, ResourceDataSync::NAME, id, &memory.name).0);
    into.unreadable.extend(addresses.chain(left).map(|address| Unreadable {
        address: Some(address),
        kind: ResourceDataSync::NAME,
        error: error.clone(),
    }));
}
