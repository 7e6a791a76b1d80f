//! A plan for programs, shaped so that what reads Terraform's plans reads ours.

use engine::plan::{Change, Conflict, Plan, basis_digest, change_digest};
use engine::{Action, kinds::Exposure};
use serde_json::{Map, Value, json};

use super::context::Context;
use crate::render::drift::rival;
use crate::view::{self, replace_paths, sides};

/// The version of the form. A major step breaks readers, a minor one only adds.
const FORMAT: &str = "1.0";
/// What stands where Terraform names a provider.
const PROVIDER: &str = "trueup";

/// Plans as one JSON object. Changes stand in the order of the plans, then by address; secrets are
/// `null` and marked beside.
pub fn json(plans: &[Plan], context: &Context<'_>) -> String {
    let changes: Vec<Value> =
        plans.iter().flat_map(|plan| plan.changes.iter().map(|change| resource(plan, change))).collect();
    let variables = context.variables.into_iter().flatten();
    let variables: Map<_, _> =
        variables.map(|(name, value)| (name.clone(), json!({ "value": value }))).collect();
    crate::render::text(&json!({
        "format_version": FORMAT,
        "tool_version": context.version,
        "timestamp": context.now.to_string(),
        "applyable": applyable(plans),
        "complete": plans.iter().all(Plan::complete),
        "errored": false,
        "variables": variables,
        "resource_changes": changes,
        "resource_drift": [],
        "output_changes": {},
        "x": extra(plans, context),
    }))
}

/// Whether apply would take it: there is something to do and nothing in the way.
fn applyable(plans: &[Plan]) -> bool {
    let clear =
        |plan: &Plan| plan.conflicts.is_empty() && plan.complete() && plan.exposure == Exposure::Compare;
    plans.iter().all(clear) && plans.iter().any(|plan| !plan.changes.is_empty())
}

fn resource(plan: &Plan, change: &Change) -> Value {
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
    if let (Action::Adopt, Some(id)) = (change.action, &change.id) {
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
    if let (Action::Move, Some(from)) = (change.action, &change.from) {
        resource["previous_address"] = json!(engine::Address::new(change.resource.name, from));
    }
    if let Some(reason) = action_reason(change) {
        resource["action_reason"] = json!(reason);
    }
    resource
}

fn actions(change: &Change) -> &'static [&'static str] {
    match change.action {
        Action::Create => &["create"],
        Action::Update => &["update"],
        Action::Delete => &["delete"],
        Action::Replace => &["delete", "create"],
        Action::Forget => &["forget"],
        Action::Adopt if change.differences.is_empty() => &["no-op"],
        Action::Adopt => &["update"],
        // What keeps AWS's name is only tagged anew.
        Action::Move if change.id == change.from => &["update"],
        Action::Move => &["create", "delete"],
    }
}

fn action_reason(change: &Change) -> Option<&'static str> {
    match change.action {
        Action::Replace if replace_paths(change) == json!([]) => Some("replace_by_request"),
        Action::Replace => Some("replace_because_cannot_update"),
        Action::Delete if change.location.is_none() => Some("delete_because_no_resource_config"),
        Action::Delete | Action::Update | Action::Adopt | Action::Move | Action::Forget | Action::Create => {
            None
        }
    }
}

fn extra_of(plan: &Plan, change: &Change) -> Value {
    let calls = (change.resource.calls)(&change.step(&plan.site, change.desired.as_ref()));
    let calls: Vec<&str> = calls.iter().flat_map(|call| call.rows().map(|row| row.name)).collect();
    let withheld = plan.not_compared.iter().filter(|(address, _)| *address == change.address);
    json!({
        "target": target(plan),
        "action": change.action,
        "id": change.id,
        "reason": change.reason,
        "effects": change.effects,
        "api_calls": calls,
        "needs": change.needs,
        "protected": change.protected,
        "not_compared": withheld.map(|(_, path)| path.to_string()).collect::<Vec<_>>(),
        "source": change.location.as_ref().map(|place| json!({ "file": place.path, "line": place.line })),
    })
}

/// Where a plan happens.
pub(in crate::render) fn target(plan: &Plan) -> Value {
    json!({
        "stack": plan.site.stack,
        "environment": plan.site.environment,
        "region": plan.site.region,
        "account_id": plan.site.account,
        "partition": plan.site.partition(),
    })
}

fn extra(plans: &[Plan], context: &Context<'_>) -> Value {
    let targets: Vec<Value> =
        plans.iter().enumerate().map(|(at, plan)| site(plan, context.reads_of(at))).collect();
    let mut extra = match &targets[..] {
        [only] => only.clone(),
        _ => json!({}),
    };
    extra["change_digest"] = json!(view::change_digest(plans));
    extra["summary"] = summary(plans);
    extra["targets"] = json!(targets);
    extra
}

fn site(plan: &Plan, reads: Option<u64>) -> Value {
    let conflicts: Vec<Value> = plan.conflicts.iter().map(conflict).collect();
    let unreadable = plan.unreadable.iter().map(|unreadable| {
        json!({
            "address": unreadable.address,
            "kind": unreadable.kind,
            "error": crate::render::error::json(&unreadable.error),
        })
    });
    let waiting = plan.waiting.iter();
    let waiting = waiting.map(|waiting| json!({ "address": waiting.address, "reason": waiting.reason }));
    let withheld = plan.not_compared.iter();
    let withheld = withheld.map(|(address, path)| json!({ "address": address, "path": path.to_string() }));
    json!({
        "target": target(plan),
        "plan_id": plan.id,
        "made": plan.made.to_string(),
        "git": { "commit": plan.commit },
        "change_digest": change_digest(plan),
        "basis_digest": basis_digest(plan),
        "summary": summary(std::slice::from_ref(plan)),
        "declared": plan.declared,
        "owned": plan.owned,
        "complete": plan.complete(),
        "secrets_compared": plan.exposure == Exposure::Compare,
        "not_compared": withheld.collect::<Vec<_>>(),
        "cost": {
            "calls": plan.cost.calls,
            "total": plan.cost.total(),
            "writes": plan.cost.writes(),
            "seconds": plan.cost.seconds,
            "reads_made": reads,
        },
        "conflicts": conflicts,
        "unreadable": unreadable.collect::<Vec<_>>(),
        "waiting": waiting.collect::<Vec<_>>(),
        "unmanaged": plan.unmanaged,
    })
}

fn conflict(conflict: &Conflict) -> Value {
    json!({
        "address": conflict.address,
        "rival": rival(&conflict.rival),
        "help": conflict.rival.help(),
        "source": { "file": conflict.location.path, "line": conflict.location.line },
    })
}

/// Counts by action, over all plans.
fn summary(plans: &[Plan]) -> Value {
    let count = |action| plans.iter().map(|plan| plan.summary().of(action)).sum::<usize>();
    let mut summary: Map<String, Value> =
        Action::ALL.iter().map(|action| (action.word().to_owned(), json!(count(*action)))).collect();
    summary.insert("no_op".into(), json!(plans.iter().map(|plan| plan.unchanged).sum::<usize>()));
    Value::Object(summary)
}
