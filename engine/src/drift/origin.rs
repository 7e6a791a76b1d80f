//! Drift as a plan shows it: which changes git has made, and which put back what was changed outside.

use std::collections::BTreeSet;

use super::class::{Class, Drift, What};
use super::past::Past;
use crate::address::Address;
use crate::contract::Deed;
use crate::kinds::parent;
use crate::plan::{By, Change, FieldOrigin, Origin, Origins, Whence};
use crate::resolve::{Desired, Since};

/// Places without what was applied there, where that may not be shown: what is secret now may have been none then.
fn shown(change: &Change, mut fields: Vec<FieldOrigin>) -> Vec<FieldOrigin> {
    for field in &mut fields {
        let secret = change.differences.iter().any(|one| one.path == field.path && one.secret());
        field.applied.take_if(|applied| secret || applied.holds_secret());
    }
    fields
}

/// Where this branch began.
pub struct Base<'a> {
    /// The commit.
    pub commit: &'a str,
    /// What git asked for then.
    pub desired: &'a Desired,
    /// The commits that were applied, whole or in part, and merged only after it.
    pub behind: &'a BTreeSet<String>,
}

/// Where the changes of a plan come from. Where no base is told, whatever git has changed counts as this branch's.
pub fn origins(drift: Drift<'_>, desired: &Desired, past: &Past, base: Option<Base<'_>>) -> Origins {
    let since = base.as_ref().map(|base| Since::of(base.desired, desired));
    let branch = since.as_ref().map(Since::changed);
    // What a selection finds changes with the manifest that selects.
    let whose = |address: &Address| match desired.declared.contains_key(address) {
        true => address.clone(),
        false => parent(address).unwrap_or_else(|| address.clone()),
    };
    let of_branch = |address: &Address| {
        let changes =
            |branch: &BTreeSet<Address>| branch.contains(address) || branch.contains(&whose(address));
        branch.as_ref().is_none_or(changes)
    };
    // What was applied there is newer than this branch: whatever of it the branch has not changed, it takes back.
    let takes_back = |change: &Change, fields: &[FieldOrigin]| {
        let (Some(base), Some(since)) = (&base, &since) else { return false };
        let applied = past.commit_of(&whose(&change.address));
        let behind = applied.is_some_and(|commit| base.behind.contains(commit));
        let back = |field: &FieldOrigin| {
            matches!(field.by, By::Git | By::Both) && since.keeps(&change.address, &field.path)
        };
        behind && (!of_branch(&change.address) || fields.iter().any(back))
    };
    let mut origins = Origins {
        since: past.commit().map(str::to_owned),
        base: base.as_ref().map(|base| base.commit.to_owned()),
        ..Origins::default()
    };
    for entry in drift.entries {
        let What::Change(change) = entry.what else { continue };
        let by_git = entry.fields.iter().map(|field| field.by).chain(entry.whole).any(|by| by != By::Outside);
        let outside = match entry.class {
            Class::Missing | Class::Drifted => !by_git,
            Class::Conflict | Class::Ignored | Class::Pending | Class::Unmanaged | Class::Unreadable => false,
        };
        let moves = matches!(change.deed, Deed::Move { .. });
        let whence = match entry.untold {
            None if outside && !moves => Whence::Outside,
            None if takes_back(change, &entry.fields) => Whence::Behind,
            None if !of_branch(&change.address) => Whence::Merged,
            None | Some(_) => Whence::Git,
        };
        let fields = shown(change, entry.fields);
        let origin = Origin { whence, fields, whole: entry.whole, untold: entry.untold };
        origins.changes.insert(change.address.clone(), origin);
    }
    origins
}
