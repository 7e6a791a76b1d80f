//! Drift as a plan shows it: which changes git has made, and which put back what was changed outside.

use super::class::{Class, Drift, What};
use super::past::Past;
use crate::address::Address;
use crate::contract::Deed;
use crate::plan::{By, Change, FieldOrigin, Origin, Origins, Whence};
use crate::resolve::{Desired, changed_since};

/// Places without what was applied there, where that may not be shown: what is secret now may have been none then.
fn shown(change: &Change, mut fields: Vec<FieldOrigin>) -> Vec<FieldOrigin> {
    for field in &mut fields {
        let secret = change.differences.iter().any(|one| one.path == field.path && one.secret());
        field.applied.take_if(|applied| secret || applied.holds_secret());
    }
    fields
}

/// Where the changes of a plan come from. `base` is what git asked for where this branch began, with its commit;
/// where there is none, whatever git has changed counts as this branch's.
pub fn origins(drift: Drift<'_>, desired: &Desired, past: &Past, base: Option<(&str, &Desired)>) -> Origins {
    let branch = base.map(|(_, base)| changed_since(base, desired));
    let merged = |address: &Address| branch.as_ref().is_some_and(|branch| !branch.contains(address));
    let mut origins = Origins {
        since: past.commit().map(str::to_owned),
        base: base.map(|(commit, _)| commit.to_owned()),
        ..Origins::default()
    };
    for entry in drift.entries {
        let What::Change(change) = entry.what else { continue };
        let by_git = entry.fields.iter().any(|field| field.by != By::Outside);
        let outside = match entry.class {
            Class::Missing => true,
            Class::Drifted => !by_git,
            Class::Conflict | Class::Pending | Class::Unmanaged | Class::Unreadable => false,
        };
        let moves = matches!(change.deed, Deed::Move { .. });
        let whence = match entry.untold {
            None if outside && !moves => Whence::Outside,
            None if merged(&change.address) => Whence::Merged,
            None | Some(_) => Whence::Git,
        };
        let origin = Origin { whence, fields: shown(change, entry.fields), untold: entry.untold };
        origins.changes.insert(change.address.clone(), origin);
    }
    origins
}
