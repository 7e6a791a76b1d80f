//! AWS → Live: every kind of the registry reads its own, in bulk.

use std::collections::{BTreeMap, BTreeSet};

use futures_util::future::join_all;
use tokio::sync::OnceCell;

use crate::address::Address;
use crate::contract::{
    Beside, Declared, Depth, Exposure, Found, KindLine, Owner, Part, Scope, Taken, Told, Unreadable,
};
use crate::kinds::{self, KINDS};
use crate::ports::{ApiError, Reads};
use crate::record::{self, Held, Left};
use crate::resolve::Desired;

/// What AWS holds of one site, as far as it is declared there or ours.
#[derive(Default)]
pub struct Live {
    /// Everything that was read.
    pub found: BTreeMap<Address, Found>,
    /// Everything that could not be read.
    pub unreadable: Vec<Unreadable>,
    /// What lies undeclared and unowned under declared paths: at [`Depth::Paths`], and wherever it
    /// is read anyway.
    pub unmanaged: Vec<Address>,
    /// Addresses that more than one resource claims by its tags, with their ids.
    pub twins: BTreeMap<Address, Vec<String>>,
    /// What stands beside the address of its manifest.
    pub beside: BTreeMap<Address, Beside>,
    /// What declared resources would take from another stack.
    pub taken: BTreeMap<Address, Taken>,
    /// What lies in the record's place.
    pub record: Held,
    /// What lies in the place that the record had before.
    pub left: Option<Left>,
    /// What the selections of manifests find: wanted like what manifests declare themselves.
    pub selected: BTreeMap<Address, Declared>,
    /// What was looked at, where it was not everything: of what is not in it nothing is known.
    pub part: Option<Part>,
}

impl Live {
    /// What carries the tag of before, or is ours by the record of before, and is not declared is left to
    /// whoever has it now: another stack may be called so.
    fn leave_former(&mut self, desired: &Desired) {
        let wanted = desired.declared.values().chain(self.selected.values());
        let before: BTreeSet<Address> = wanted.filter_map(Declared::before).collect();
        let meant = |address: &Address| {
            desired.declared.contains_key(address)
                || self.selected.contains_key(address)
                || before.contains(address)
        };
        let recorded = self.record.is_former(desired.record.as_ref());
        let former = |found: &Found| match found.owner {
            Owner::Former => true,
            Owner::Ours => recorded && untagged(found),
            Owner::Nobody | Owner::Other(_) | Owner::CloudFormation(_) => false,
        };
        let left = self.found.extract_if(.., |address, found| former(found) && !meant(address));
        self.unmanaged.extend(left.map(|(address, _)| address));
        if recorded {
            let declared = untagged_of(desired);
            self.record.keep(|kind, id| declared.contains(&(kind, id.to_owned())));
        }
    }

    /// While the record cannot be read, nobody knows whether what can carry no tag and seems to be nobody's
    /// is ours.
    fn doubt_untagged(&mut self, error: &ApiError) {
        let doubtful = self.found.extract_if(.., |_, found| found.owner == Owner::Nobody && untagged(found));
        self.unreadable.extend(doubtful.filter_map(|(address, _)| {
            let kind = kinds::resource_of(&address)?.kind();
            Some(Unreadable { address: Some(address), kind, error: error.clone() })
        }));
    }

    /// Why something stands beside the address of its manifest; what hangs on it stands beside its own too.
    pub(crate) fn beside(&self, address: &Address) -> Option<Beside> {
        let part = || {
            let whole = kinds::parent(address)?;
            let rest = address.as_str().strip_prefix(whole.as_str())?;
            match self.beside.get(&whole)? {
                Beside::Manifest(own) => Some(Beside::Manifest(Address::from(&*format!("{own}{rest}")))),
                Beside::Successor => Some(Beside::Successor),
            }
        };
        self.beside.get(address).cloned().or_else(part)
    }

    /// Whether a resource was looked at, so that it is not there if it was not found.
    pub fn looked_at(&self, address: &Address) -> bool {
        self.part.as_ref().is_none_or(|part| {
            part.holds(address) || kinds::parent(address).is_some_and(|whole| part.holds(&whole))
        })
    }
}

/// Whether what is there can carry no tag.
fn untagged(found: &Found) -> bool {
    kinds::resource_of(&found.address).is_some_and(|line| (line.untagged)(&found.tree).is_some())
}

/// What is declared and can carry no tag, by kind and AWS's name.
fn untagged_of(desired: &Desired) -> BTreeSet<(&str, String)> {
    let untagged = |declared: &Declared| {
        Some((declared.resource.name, (declared.resource.untagged)(&declared.tree)?.id))
    };
    desired.declared.values().filter_map(untagged).collect()
}

/// What was declared under another name before, by its address now.
fn renamed(desired: &Desired) -> BTreeMap<Address, Address> {
    let before =
        desired.declared.values().filter_map(|declared| Some((declared.address.clone(), declared.before()?)));
    before.collect()
}

/// How far to look at one kind; `None` for one of which nothing is asked.
fn depth_of<'a>(kind: &KindLine, depth: Depth<'a>) -> Option<Depth<'a>> {
    let part = match depth {
        Depth::Owned | Depth::Paths => return Some(depth),
        // What is not sought is still what references may name.
        Depth::Everything(sought) => {
            return Some(if sought.asks_for(kind.name) { depth } else { Depth::Owned });
        }
        Depth::Only(part) => part,
    };
    let mut names = kind.resources.iter().map(|resource| resource.kind());
    if names.clone().any(|name| part.is_whole(name)) {
        return Some(Depth::Owned);
    }
    names.any(|name| part.concerns(name)).then_some(depth)
}

/// Reads what AWS holds.
///
/// # Flow
/// The record first, since what can carry no tag is ours by it alone. Then all kinds at once, each in as
/// many parallel pages as the line carries. A kind of which nothing is declared is listed for what git no
/// longer has, and is not waited for long.
///
/// # Guarantees
/// Nothing is written. What cannot be read is data in the answer, not the end of it.
pub async fn observe(desired: &Desired, reads: &Reads, exposure: Exposure, depth: Depth<'_>) -> Live {
    observe_told(desired, reads, exposure, depth, &Told::default()).await
}

/// The same, with what Systems Manager itself has told of tags since.
pub(crate) async fn observe_told(
    desired: &Desired,
    reads: &Reads,
    exposure: Exposure,
    depth: Depth<'_>,
    told: &Told,
) -> Live {
    let part = match depth {
        Depth::Only(part) => Some(part.clone()),
        Depth::Owned | Depth::Paths | Depth::Everything(_) => None,
    };
    let mut live = Live { part, ..Live::default() };
    let mut unread = None;
    if let Some(place) = &desired.record {
        (live.record, live.left) = Box::pin(record::read(reads, place)).await.unwrap_or_else(|error| {
            unread = Some(error.clone());
            live.unreadable.push(Unreadable { address: Some(place.address()), kind: "Parameter", error });
            (Held::Unread, None)
        });
    }
    let remembered = live.record.kept(desired.record.as_ref());
    let renamed = renamed(desired);
    let hasty = reads.hasty();
    let claims = OnceCell::new();
    let scopes: Vec<_> = KINDS
        .iter()
        .filter_map(|kind| Some((kind, depth_of(kind, depth)?)))
        .map(|(kind, depth)| {
            let of_kind = |declared: &&Declared| {
                kind.resources.iter().any(|resource| resource.name == declared.resource.name)
            };
            let scope = Scope {
                site: &desired.site,
                declared: desired.declared.values().filter(of_kind).collect(),
                ignore_tags: &desired.ignore_tags,
                exposure,
                depth,
                record: desired.record.as_ref(),
                graph: &desired.graph,
                renamed: &renamed,
                remembered: &remembered,
                told,
                claims: &claims,
            };
            (kind, scope)
        })
        .collect();
    let inventories = scopes.iter().map(|(kind, scope)| {
        let idle = scope.declared.is_empty() && !scope.depth.is_everything();
        let reads = if idle { &hasty } else { reads };
        (kind.observe)(reads, scope)
    });
    for inventory in join_all(inventories).await {
        live.found.extend(inventory.found.into_iter().map(|found| (found.address.clone(), found)));
        live.unreadable.extend(inventory.unreadable);
        live.unmanaged.extend(inventory.unmanaged);
        live.twins.extend(inventory.twins);
        live.beside.extend(inventory.beside);
        let selected = inventory.selected.into_iter();
        live.selected.extend(selected.map(|declared| (declared.address.clone(), declared)));
        live.taken.extend(inventory.taken.into_iter().map(|taken| (taken.address.clone(), taken)));
    }
    live.leave_former(desired);
    if let Some(error) = unread {
        live.doubt_untagged(&error);
    }
    live
}
