//! Plans in a file: data, never requests, and no secret in any form.

use jiff::Timestamp;
use schema::Location;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::change::{Change, Plan};
use super::cost::Cost;
use super::json::{from_json, to_json};
use super::walk::{Difference, Path};
use super::{basis_digest, change_digest};
use crate::action::Action;
use crate::address::Address;
use crate::kinds::{self, Exposure};
use crate::site::Site;

/// The version of the file's form. A major step breaks readers, a minor one only adds.
pub const FORMAT: &str = "1.0";

/// Why a file is no plan that this build can read.
#[derive(Debug, thiserror::Error)]
pub enum SavedError {
    /// It is not JSON of the expected form.
    #[error("not a plan file: {0}")]
    Form(#[from] serde_json::Error),
    /// It was written by another major version.
    #[error("the plan has format {0}, and this build reads {FORMAT}")]
    Format(String),
    /// It names something that this build does not know, or holds what it never writes.
    #[error("the plan is damaged: {0}")]
    Damaged(String),
}

#[derive(Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
struct File {
    format: String,
    tool_version: String,
    plans: Vec<SavedPlan>,
}

#[derive(Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
struct SavedPlan {
    id: String,
    made: Timestamp,
    site: Site,
    commit: Option<String>,
    change_digest: String,
    basis_digest: String,
    unchanged: usize,
    owned: usize,
    declared: usize,
    complete: bool,
    compared_secrets: bool,
    conflicts: usize,
    cost: Cost,
    changes: Vec<SavedChange>,
}

#[derive(Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
struct SavedChange {
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
    effects: Vec<String>,
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
struct SavedLocation {
    path: String,
    line: u32,
    column: u32,
}

/// Writes plans, in the order in which they are to be applied.
pub fn save(plans: &[Plan], tool_version: &str) -> String {
    let file = File {
        format: FORMAT.into(),
        tool_version: tool_version.into(),
        plans: plans.iter().map(saved_plan).collect(),
    };
    serde_json::to_string_pretty(&file).expect("a plan is plain data") + "\n"
}

/// Reads plans.
///
/// # Errors
/// The text is no plan file, or one of another major version.
pub fn load(text: &str) -> Result<Vec<Plan>, SavedError> {
    #[derive(Deserialize)]
    struct Head {
        format: String,
    }
    let head: Head = serde_json::from_str(text)?;
    if head.format.split('.').next() != FORMAT.split('.').next() {
        return Err(SavedError::Format(head.format));
    }
    let file: File = serde_json::from_str(text)?;
    file.plans.into_iter().map(plan).collect()
}

fn saved_plan(plan: &Plan) -> SavedPlan {
    SavedPlan {
        id: plan.id.clone(),
        made: plan.made,
        site: plan.site.clone(),
        commit: plan.commit.clone(),
        change_digest: change_digest(plan),
        basis_digest: basis_digest(plan),
        unchanged: plan.unchanged,
        owned: plan.owned,
        declared: plan.declared,
        complete: plan.complete(),
        compared_secrets: plan.exposure == Exposure::Compare,
        conflicts: plan.conflicts.len(),
        cost: plan.cost.clone(),
        changes: plan.changes.iter().map(saved_change).collect(),
    }
}

fn saved_change(change: &Change) -> SavedChange {
    SavedChange {
        address: change.address.clone(),
        action: change.action,
        id: change.id.clone(),
        reason: change.reason.clone(),
        desired: change.desired.as_ref().map(to_json),
        base: change.base.as_ref().map(to_json),
        version: change.version.clone(),
        differences: change.differences.iter().map(saved_difference).collect(),
        from: change.from.clone(),
        needs: change.needs.clone(),
        effects: change.effects.clone(),
        protected: change.protected,
        location: change.location.as_ref().map(|location| SavedLocation {
            path: location.path.clone(),
            line: location.line,
            column: location.column,
        }),
    }
}

fn saved_difference(difference: &Difference) -> SavedDifference {
    SavedDifference {
        path: difference.path.0.iter().map(ToString::to_string).collect(),
        before: difference.before.as_ref().map(to_json),
        after: difference.after.as_ref().map(to_json),
    }
}

fn plan(saved: SavedPlan) -> Result<Plan, SavedError> {
    if saved.conflicts > 0 || !saved.complete {
        return Err(SavedError::Damaged("plans with conflicts or unreadable parts are not saved".into()));
    }
    let plan = Plan {
        id: saved.id,
        made: saved.made,
        site: saved.site,
        commit: saved.commit,
        changes: saved.changes.into_iter().map(change).collect::<Result<_, _>>()?,
        unchanged: saved.unchanged,
        owned: saved.owned,
        declared: saved.declared,
        conflicts: Vec::new(),
        unreadable: Vec::new(),
        waiting: Vec::new(),
        unmanaged: Vec::new(),
        not_compared: Vec::new(),
        exposure: if saved.compared_secrets { Exposure::Compare } else { Exposure::Withhold },
        cost: saved.cost,
    };
    if change_digest(&plan) != saved.change_digest {
        return Err(SavedError::Damaged("its changes do not match its digest".into()));
    }
    Ok(plan)
}

fn change(saved: SavedChange) -> Result<Change, SavedError> {
    let kind = saved.address.kind();
    let resource =
        kinds::resource(kind).ok_or_else(|| SavedError::Damaged(format!("there is no kind `{kind}`")))?;
    let tree = |value: Option<Value>| {
        let tree = value.as_ref().map(from_json).transpose().map_err(SavedError::Damaged)?;
        let retyped = tree.map(|tree| (resource.retype)(&tree)).transpose();
        retyped.map_err(|misfit| SavedError::Damaged(misfit.to_string()))
    };
    let (desired, base) = (tree(saved.desired)?, tree(saved.base)?);
    let differences =
        saved.differences.into_iter().map(|saved| difference(saved, desired.as_ref(), base.as_ref()));
    Ok(Change {
        address: saved.address,
        resource,
        id: saved.id,
        action: saved.action,
        reason: saved.reason,
        differences: differences.collect::<Result<_, _>>()?,
        desired,
        base,
        version: saved.version,
        from: saved.from,
        needs: saved.needs,
        effects: saved.effects,
        protected: saved.protected,
        location: saved.location.map(|place| Location {
            end_line: place.line,
            end_column: place.column,
            path: place.path,
            line: place.line,
            column: place.column,
        }),
    })
}

/// A difference whose sides are taken from the typed trees where those have the path, since JSON
/// cannot tell a set from a list.
fn difference(
    saved: SavedDifference,
    desired: Option<&schema::Tree>,
    base: Option<&schema::Tree>,
) -> Result<Difference, SavedError> {
    let read = |value: &Option<Value>, whole: Option<&schema::Tree>| -> Result<_, SavedError> {
        let Some(value) = value else { return Ok(None) };
        let untyped = from_json(value).map_err(SavedError::Damaged)?;
        let typed = whole.and_then(|tree| saved.path.iter().try_fold(tree, |tree, step| tree.get(step)));
        Ok(Some(typed.cloned().unwrap_or(untyped)))
    };
    Ok(Difference {
        before: read(&saved.before, base)?,
        after: read(&saved.after, desired)?,
        path: Path(saved.path.iter().map(|step| step.clone().into()).collect()),
    })
}
