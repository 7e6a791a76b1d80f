//! What AWS holds of settings: of those that are declared, or that the record knows as ours.

use std::collections::{BTreeMap, BTreeSet};

use aws_sdk_ssm::operation::get_service_setting::builders::GetServiceSettingInputBuilder;
use futures_util::future::join;
use schema::kinds::service_setting::{KNOWN, ServiceSetting};
use schema::shape::Shape;

use super::state::{is_default, last_change, state};
use crate::address::Address;
use crate::contract::{Declared, Found, Inventory, Owner, Presence, Resource, Scope, Unreadable};
use crate::kinds::untagged;
use crate::ports::{ApiError, Reads, spread};
use crate::record::{Memory, Untagged};

/// AWS's code for a setting that it does not know.
pub(super) const MISSING: &str = "ServiceSettingNotFound";

/// The word under which the record keeps the values that we gave.
const VALUE: &str = "value";

/// A setting as the record is to remember it: with its value, since whoever gives it another one later
/// makes it theirs. A value that refers to what is not there yet is not remembered.
pub(super) fn remembered(setting: &ServiceSetting) -> Untagged {
    let ServiceSetting { setting: id, value, .. } = setting;
    let known = (!schema::reference::holds(value)).then(|| value.clone());
    let words = known.map(|value| (VALUE.to_owned(), BTreeSet::from([value])));
    Untagged { id: id.0.clone(), words: words.into_iter().collect() }
}

/// # Flow
/// AWS has no list: one read for each setting that is declared or remembered, all at once, and one of
/// the records of other sites.
pub(super) async fn observe(reads: &Reads, scope: &Scope<'_>) -> Inventory {
    let declared = scope.declared_of(ServiceSetting::NAME);
    let ids: BTreeSet<&str> = declared.iter().map(|declared| id(declared)).collect();
    let left: Vec<(&str, &Memory)> =
        scope.remembered_of(ServiceSetting::NAME).filter(|(id, _)| !ids.contains(id)).collect();
    let mut asked: BTreeSet<&str> = ids.iter().copied().chain(left.iter().map(|(id, _)| *id)).collect();
    let mut strangers = BTreeSet::new();
    if scope.depth.is_everything() {
        strangers.extend(KNOWN.iter().map(|known| known.id).filter(|id| !asked.contains(id)));
        asked.extend(&strangers);
    }
    if asked.is_empty() {
        return Inventory::default();
    }
    let asked = asked.into_iter().map(str::to_owned).collect();
    let (answers, claims) = join(read(reads, asked), scope.claims(reads)).await;
    let mut inventory = Inventory::default();
    for declared in declared {
        inventory.taken.extend(untagged::taken(claims, declared));
        match &answers[id(declared)] {
            Ok(setting) => inventory.found.extend(found(scope, declared, setting)),
            Err(error) => inventory.unreadable.push(unreadable(declared.address.clone(), error)),
        }
    }
    for (id, memory) in left {
        let (address, beside) = untagged::left(scope, ServiceSetting::NAME, id, &memory.name);
        inventory.beside.extend(beside.map(|beside| (address.clone(), beside)));
        match &answers[id] {
            Ok(setting) if is_default(setting) => {}
            Ok(setting) if is_ours(setting, memory) && claims.of(ServiceSetting::NAME, id).is_none() => {
                inventory.found.push(as_found(address, setting, Owner::Ours));
            }
            Ok(_) => inventory.unmanaged.push(address),
            Err(error) if error.code == MISSING => {}
            Err(error) => inventory.unreadable.push(unreadable(address, error)),
        }
    }
    for id in strangers {
        let address = Address::new(ServiceSetting::NAME, id);
        match &answers[id] {
            Ok(setting) if is_default(setting) => {}
            Ok(setting) => {
                let claimed = claims.of(ServiceSetting::NAME, id);
                let owner = claimed.map_or(Owner::Nobody, |owner| Owner::Other(owner.to_owned()));
                inventory.found.push(as_found(address, setting, owner));
            }
            Err(error) if error.code == MISSING => {}
            Err(error) => inventory.unreadable.push(unreadable(address, error)),
        }
    }
    inventory
}

fn id(declared: &Declared) -> &str {
    declared.id.as_deref().expect("a manifest names its setting")
}

async fn read(reads: &Reads, ids: Vec<String>) -> BTreeMap<String, Result<ServiceSetting, ApiError>> {
    let answers = spread(ids, |id| {
        let reads = reads.clone();
        async move {
            let ask = || reads.call(GetServiceSettingInputBuilder::default().setting_id(&id));
            let answer = match ask().await {
                // One that is remembered is let go by this word: one answer is not enough.
                Err(error) if error.code == MISSING => ask().await,
                answer => answer,
            };
            let setting = answer.map(|answer| state(&id, answer.service_setting()));
            (id, setting)
        }
    });
    answers.await.into_iter().collect()
}

/// A declared setting; one that is to go and has AWS's default is gone.
fn found(scope: &Scope<'_>, declared: &Declared, setting: &ServiceSetting) -> Option<Found> {
    let goes = matches!(declared.presence, Presence::Absent | Presence::Forgotten);
    let owner = match (is_default(setting), goes) {
        (true, true) => return None,
        (true, false) => Owner::Ours,
        (false, _) => untagged::owner(scope, declared, &setting.tree()),
    };
    Some(as_found(declared.address.clone(), setting, owner))
}

/// Whether a value is one that we gave.
fn is_ours(setting: &ServiceSetting, memory: &Memory) -> bool {
    memory.words.get(VALUE).is_none_or(|values| values.contains(&setting.value))
}

fn as_found(address: Address, setting: &ServiceSetting, owner: Owner) -> Found {
    Found {
        address,
        id: setting.setting.0.clone(),
        tree: setting.tree(),
        owner,
        version: None,
        changed: last_change(setting),
        holds: Vec::new(),
        heard: None,
    }
}

fn unreadable(address: Address, error: &ApiError) -> Unreadable {
    Unreadable { address: Some(address), kind: ServiceSetting::NAME, error: error.clone() }
}
