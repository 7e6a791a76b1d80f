//! One change in a plan file.

use schema::{Location, Tree};
use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::SavedError;
use crate::action::Action;
use crate::address::Address;
use crate::contract::{Deed, Effect, Suspend};
use crate::kinds;
use crate::plan::Change;
use crate::tree::{Difference, Path, from_json, to_bound_json, to_json};

#[derive(Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct SavedChange {
    address: Address,
    action: Action,
    id: Option<String>,
    reason: Option<String>,
    desired: Option<Value>,
    base: Option<Value>,
    version: Option<String>,
    differences: Vec<SavedDifference>,
    from: Option<String>,
    needs: Vec<Address>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    clears: Vec<Address>,
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    suspend: bool,
    effects: Vec<Effect>,
    protected: bool,
    location: Option<SavedLocation>,
}

#[derive(Serialize, Deserialize)]
struct SavedDifference {
    path: Vec<String>,
    before: Option<Value>,
    after: Option<Value>,
}

#[derive(Serialize, Deserialize)]
pub(super) struct SavedLocation {
    path: String,
    line: u32,
    column: u32,
}

impl SavedChange {
    pub(super) fn of(change: &Change) -> Self {
        let Change {
            address,
            resource: _,
            id,
            deed,
            reason,
            version,
            differences,
            needs,
            clears,
            suspend,
            effects,
            protected,
            location,
        } = change;
        Self {
            address: address.clone(),
            action: deed.action(),
            id: id.clone(),
            reason: reason.clone(),
            desired: deed.to().map(to_bound_json),
            base: deed.was().map(to_json),
            version: version.clone(),
            differences: differences.iter().map(SavedDifference::of).collect(),
            from: deed.from().map(str::to_owned),
            needs: needs.clone(),
            clears: clears.clone(),
            suspend: *suspend == Suspend::WhilePartsChange,
            effects: effects.clone(),
            protected: *protected,
            location: location.as_ref().map(SavedLocation::of),
        }
    }

    pub(super) fn change(self) -> Result<Change, SavedError> {
        let unknown = || SavedError::Damaged(format!("there is no kind `{}`", self.address.kind()));
        let resource = kinds::resource_of(&self.address).ok_or_else(unknown)?;
        let tree = |value: Option<Value>| {
            let tree = value.as_ref().map(from_json).transpose().map_err(SavedError::Damaged)?;
            let typed = tree.map(|tree| (resource.retype)(&tree)).transpose();
            typed.map_err(|misfit| SavedError::Damaged(misfit.to_string()))
        };
        let (desired, base) = (tree(self.desired)?, tree(self.base)?);
        let differences =
            self.differences.into_iter().map(|saved| saved.difference(desired.as_ref(), base.as_ref()));
        let differences = differences.collect::<Result<_, _>>()?;
        Ok(Change {
            deed: deed(&self.address, self.action, desired, base, self.from)?,
            differences,
            address: self.address,
            resource,
            id: self.id,
            reason: self.reason,
            version: self.version,
            needs: self.needs,
            clears: self.clears,
            suspend: if self.suspend { Suspend::WhilePartsChange } else { Suspend::No },
            effects: self.effects,
            protected: self.protected,
            location: self.location.map(SavedLocation::location),
        })
    }
}

/// The deed of an action with what it takes, no more and no less.
fn deed(
    address: &Address,
    action: Action,
    to: Option<Tree>,
    was: Option<Tree>,
    from: Option<String>,
) -> Result<Deed<Tree>, SavedError> {
    Ok(match (action, to, was, from) {
        (Action::Create, Some(to), None, None) => Deed::Create { to },
        (Action::Update, Some(to), Some(was), None) => Deed::Update { to, was },
        (Action::Adopt, Some(to), Some(was), None) => Deed::Adopt { to, was },
        (Action::Replace, Some(to), Some(was), None) => Deed::Replace { to, was },
        (Action::Move, Some(to), Some(was), Some(from)) => Deed::Move { to, was, from: from.into() },
        (Action::Delete, None, Some(was), None) => Deed::Delete { was },
        (Action::Forget, None, Some(was), None) => Deed::Forget { was },
        (action, ..) => {
            let what = format!("`{address}` is to {} and does not say what that takes", action.word());
            return Err(SavedError::Damaged(what));
        }
    })
}

impl SavedDifference {
    fn of(difference: &Difference) -> Self {
        Self {
            path: difference.path.0.iter().map(ToString::to_string).collect(),
            before: difference.before.as_ref().map(to_json),
            after: difference.after.as_ref().map(to_json),
        }
    }

    /// Takes each side from the typed tree that has its path, since JSON cannot tell a set from a
    /// list.
    fn difference(self, desired: Option<&Tree>, base: Option<&Tree>) -> Result<Difference, SavedError> {
        let side = |value: &Option<Value>, whole: Option<&Tree>| -> Result<_, SavedError> {
            let Some(value) = value else { return Ok(None) };
            let untyped = from_json(value).map_err(SavedError::Damaged)?;
            let typed = whole.and_then(|tree| self.path.iter().try_fold(tree, |tree, step| tree.get(step)));
            Ok(Some(typed.cloned().unwrap_or(untyped)))
        };
        Ok(Difference {
            before: side(&self.before, base)?,
            after: side(&self.after, desired)?,
            path: Path(self.path.iter().map(|step| step.clone().into()).collect()),
        })
    }
}

impl SavedLocation {
    pub(super) fn of(location: &Location) -> Self {
        Self { path: location.path.clone(), line: location.line, column: location.column }
    }

    pub(super) fn location(self) -> Location {
        let Self { path, line, column } = self;
        Location { path, line, column, end_line: line, end_column: column }
    }
}
