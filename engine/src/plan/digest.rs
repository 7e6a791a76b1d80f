//! Two digests: what will change, and what the plan was based on.

use serde_json::{Value, json};

use super::change::Change;
use super::content::Plan;
use crate::contract::Suspend;
use crate::tree::{Difference, digest, to_bound_json, to_json};

/// A digest of what will change, and of all that goes, is taken over or carried along. Secret values are
/// left out, and so is every update whose only differences are secret values: a plan made without secrets
/// has the digest of one made with them. Of what goes, AWS's version stands for the secrets in it.
pub fn change_digest(plan: &Plan) -> String {
    let changes = plan.changes().iter().filter(|change| !change.secret_only()).map(change);
    digest(&json!({ "site": plan.site(), "changes": changes.collect::<Vec<_>>() }))
}

/// A digest of what the plan was based on: the manifests' wishes and the versions read, those of
/// secrets' sources too.
pub fn basis_digest(plan: &Plan) -> String {
    let basis = plan.changes().iter().map(|change| {
        json!({
            "address": change.address,
            "version": change.version,
            "desired": change.deed.to().map(to_bound_json),
        })
    });
    digest(&json!({ "commit": plan.commit(), "ground": plan.ground(), "basis": basis.collect::<Vec<_>>() }))
}

fn change(change: &Change) -> Value {
    let shown: Vec<_> = change
        .differences
        .iter()
        .filter(|difference| !difference.secret())
        .map(|Difference { path, before, after }| {
            json!([path.to_string(), before.as_ref().map(to_json), after.as_ref().map(to_json)])
        })
        .collect();
    let mut told = json!({ "address": change.address, "action": change.action(), "differences": shown });
    if let Some(taken) = change.taken() {
        told["taken"] = json!([to_json(&taken), change.version]);
    }
    if change.suspend == Suspend::WhilePartsChange {
        told["suspend"] = json!(true);
    }
    told
}
