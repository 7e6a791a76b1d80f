//! One change for programs.

use engine::Action;
use engine::plan::{Change, FieldOrigin, Origin};
use engine::policy::Judged;
use serde_json::{Map, Value, json};

use super::site::target;
use crate::view::{Sides, beside, effects, replace_paths, sides};

/// What stands where Terraform names a provider.
pub(super) const PROVIDER: &str = "trueup";

pub(super) fn resource(plan: &Judged, change: &Change) -> Value {
    let sides = sides(change);
    let actions = actions(change);
    let mut inner = json!({
        "actions": actions,
        "before": sides.before,
        "after": sides.after,
        "after_unknown": sides.after_unknown,
        "before_sensitive": sides.before_sensitive,
        "after_sensitive": sides.after_sensitive,
        "replace_paths": replace_paths(change),
    });
    if let (Action::Adopt, Some(id)) = (change.action(), &change.id) {
        inner["importing"] = json!({ "id": id });
    }
    let mut resource = json!({
        "address": change.address,
        "mode": "managed",
        "type": change.resource.terraform,
        "name": change.address.name(),
        "provider_name": PROVIDER,
        "change": inner,
        "x": extra_of(plan, change),
    });
    if let (Action::Move, Some(from)) = (change.action(), change.deed.from()) {
        resource["previous_address"] = json!(engine::Address::new(change.resource.name, from));
    }
    if let Some(reason) = action_reason(change) {
        resource["action_reason"] = json!(reason);
    }
    resource
}

fn actions(change: &Change) -> &'static [&'static str] {
    match change.action() {
        Action::Create => &["create"],
        Action::Update => &["update"],
        Action::Delete => &["delete"],
        Action::Replace => &["delete", "create"],
        Action::Forget => &["forget"],
        Action::Adopt if change.differences.is_empty() => &["no-op"],
        Action::Adopt => &["update"],
        // What keeps AWS's name is only tagged anew.
        Action::Move if change.id.as_deref() == change.deed.from() => &["update"],
        Action::Move => &["create", "delete"],
    }
}

fn action_reason(change: &Change) -> Option<&'static str> {
    match change.action() {
        Action::Replace if replace_paths(change) == json!([]) => Some("replace_by_request"),
        Action::Replace => Some("replace_because_cannot_update"),
        Action::Delete if change.location.is_none() => Some("delete_because_no_resource_config"),
        Action::Delete | Action::Update | Action::Adopt | Action::Move | Action::Forget | Action::Create => {
            None
        }
    }
}

fn extra_of(plan: &Judged, change: &Change) -> Value {
    let calls = change.calls(plan.changes(), plan.site(), plan.id(), &change.deed);
    let calls: Vec<&str> = calls.iter().flat_map(|call| call.rows().map(|row| row.name)).collect();
    json!({
        "target": target(plan),
        "action": change.action(),
        "id": change.id,
        "reason": change.reason,
        "effects": told(plan, change),
        "nodes": plan.notes().reaches.get(&change.address),
        "users": plan.notes().users.get(&change.address),
        "api_calls": calls,
        "needs": change.needs,
        "protected": change.protected,
        "origin": origin(plan, change),
        "not_compared": plan.not_compared_of(&change.address).map(ToString::to_string).collect::<Vec<_>>(),
        "source": change.location.as_ref().map(|place| json!({ "file": place.path, "line": place.line })),
    })
}

/// Who made the change necessary, and who has changed which of its places; `null` where nothing tells.
fn origin(plan: &Judged, change: &Change) -> Option<Value> {
    let origins = &plan.notes().origins;
    let Origin { whence, fields, whole: _, untold } = origins.changes.get(&change.address)?;
    let field = |field: &FieldOrigin| {
        let Sides { before, before_sensitive, .. } = beside(field.applied.as_ref(), None);
        let told = json!({ "by": field.by, "applied": before, "applied_sensitive": before_sensitive });
        (field.path.to_string(), told)
    };
    Some(json!({
        "from": whence,
        "fields": fields.iter().map(field).collect::<Map<_, _>>(),
        "untold": untold,
    }))
}

/// Every effect as data, with its words beside.
fn told(plan: &Judged, change: &Change) -> Value {
    let words = effects(plan.notes(), change);
    let told = change.effects.iter().zip(words).map(|(effect, words)| {
        let mut told = json!(effect);
        told["words"] = json!(words);
        told
    });
    told.collect()
}
