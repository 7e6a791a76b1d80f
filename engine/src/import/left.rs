//! What is left alone, and why.

use std::collections::{BTreeMap, BTreeSet};

use crate::address::Address;
use crate::contract::{Found, Owner, Stray};
use crate::kinds;
use crate::observe::Live;
use crate::record::RecordPlace;
use crate::resolve::Desired;

/// Why something that nobody here declares is left alone.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Left {
    /// It is ours, and its manifest is gone: the next apply deletes it.
    Ours,
    /// Another stack of trueup has it, by its tag.
    Other(String),
    /// A CloudFormation stack made it.
    CloudFormation,
    /// Quick Setup made it, and changes it back.
    QuickSetup,
    /// It is a record of trueup, or a lease.
    Record,
}

/// Where the records of stacks lie.
const RECORDS: &str = "/trueup/";

/// What the things that Quick Setup makes are called.
const QUICK_SETUP: &str = "AWS-QuickSetup-";

impl Left {
    fn of(found: &Found, record: Option<&RecordPlace>) -> Option<Self> {
        let name = found.tree.get("name").and_then(schema::Tree::as_text).unwrap_or(&found.id);
        if found.address.kind() == "Parameter" {
            let kept = record.is_some_and(|record| record.holds(&found.id));
            if kept || found.id.starts_with(RECORDS) {
                return Some(Self::Record);
            }
        }
        match &found.owner {
            Owner::Ours | Owner::Former => Some(Self::Ours),
            Owner::Other(owner) => Some(Self::Other(owner.clone())),
            Owner::CloudFormation(_) => Some(Self::CloudFormation),
            Owner::Nobody => name.starts_with(QUICK_SETUP).then_some(Self::QuickSetup),
        }
    }
}

/// What nobody declares and nobody owns, by the kind whose manifests describe it, and how many others are
/// left alone.
pub(super) fn sift<'a>(
    desired: &Desired,
    live: &'a Live,
) -> (BTreeMap<&'static str, Vec<Stray<'a>>>, BTreeMap<Left, usize>) {
    let mut strays: BTreeMap<&Address, (&'static str, Stray<'a>)> = BTreeMap::new();
    let mut left = BTreeMap::new();
    let known =
        |address: &Address| desired.declared.contains_key(address) || live.selected.contains_key(address);
    let before: Vec<Address> = desired.declared.values().filter_map(|declared| declared.before()).collect();
    let adopted: BTreeSet<&str> =
        desired.declared.values().filter_map(|declared| declared.adopt.id()).collect();
    for (address, found) in live.found.iter().filter(|(address, _)| !known(address)) {
        if adopted.contains(found.id.as_str()) {
            continue;
        }
        if before.contains(address) || kinds::parent(address).is_some() {
            continue;
        }
        let Some(kind) = described_by(address) else { continue };
        match Left::of(found, desired.record.as_ref()) {
            Some(why) => *left.entry(why).or_default() += 1,
            None => drop(strays.insert(address, (kind, Stray { found, parts: Vec::new() }))),
        }
    }
    for (address, found) in &live.found {
        if let Some((_, stray)) = kinds::parent(address).and_then(|whole| strays.get_mut(&whole)) {
            stray.parts.push(found);
        }
    }
    let mut by_kind: BTreeMap<&'static str, Vec<Stray<'a>>> = BTreeMap::new();
    for (kind, stray) in strays.into_values() {
        by_kind.entry(kind).or_default().push(stray);
    }
    (by_kind, left)
}

/// What nobody declares and nobody owns, of all that was looked at, what hangs on it aside.
pub fn unmanaged(desired: &Desired, live: &Live) -> Vec<Address> {
    let (strays, _) = sift(desired, live);
    let mut addresses: Vec<Address> =
        strays.into_values().flatten().map(|stray| stray.found.address.clone()).collect();
    addresses.sort();
    addresses
}

/// The kind of manifest that a resource is the whole of.
fn described_by(address: &Address) -> Option<&'static str> {
    let line = kinds::resource_of(address)?;
    let kind =
        kinds::KINDS.iter().find(|kind| kind.resources.first().is_some_and(|own| own.name == line.name))?;
    Some(kind.name)
}
