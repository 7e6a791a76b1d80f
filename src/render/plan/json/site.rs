//! What is said of one site for programs.

use engine::contract::{Exposure, Unreadable};
use engine::plan::{Conflict, Partial, Worktree, basis_digest, change_digest};
use engine::policy::{Judged, Verdict, cautions};
use serde_json::{Value, json};

use super::summary;
use crate::render::drift::rival;
use crate::view::{refused, sentences, settle, untold};

/// Where a plan happens.
pub(in crate::render) fn target(plan: &Judged) -> Value {
    json!({
        "stack": plan.site().stack,
        "environment": plan.site().environment,
        "region": plan.site().region,
        "account_id": plan.site().account,
        "sandbox": plan.site().sandbox,
        "partition": plan.site().partition(),
    })
}

pub(super) fn site(plan: &Judged, reads: Option<u64>, code: Option<&u8>) -> Value {
    let conflicts: Vec<Value> = plan.conflicts().iter().map(conflict).collect();
    let unread = |unreadable: &Unreadable| {
        json!({
            "address": unreadable.address,
            "kind": unreadable.kind,
            "error": crate::render::error::json(&unreadable.error),
        })
    };
    let unreadable = plan.unreadable().iter().map(unread);
    let unlisted = plan.unlisted().iter().map(unread);
    let waiting = plan.waiting().iter();
    let waiting = waiting.map(|waiting| json!({ "address": waiting.address, "reason": waiting.reason }));
    let withheld = plan.not_compared().iter();
    let withheld = withheld.map(|(address, path)| json!({ "address": address, "path": path.to_string() }));
    let uncommitted = match plan.worktree() {
        Worktree::Committed => Some(false),
        Worktree::Edited => Some(true),
        Worktree::Untold => None,
    };
    json!({
        "target": target(plan),
        "plan_id": plan.id(),
        "goal": plan.goal(),
        "made": plan.made().to_string(),
        "git": { "commit": plan.commit(), "uncommitted": uncommitted },
        "change_digest": change_digest(plan),
        "basis_digest": basis_digest(plan),
        "summary": summary(std::slice::from_ref(plan)),
        "declared": plan.declared(),
        "owned": plan.owned(),
        "complete": plan.complete(),
        "refused": refused(plan).is_some(),
        "exit_code": code,
        "words": sentences(plan),
        "cautions": cautions(plan).into_iter().map(|(address, caution)| json!({
            "address": address,
            "code": caution.rule.code,
            "risk": caution.rule.risk,
            "control": caution.rule.control,
            "message": caution.message,
        })).collect::<Vec<_>>(),
        "untold": untold(plan),
        "partial": plan.partial().map(partial),
        "secrets_compared": plan.exposure() == Exposure::Compare,
        "not_compared": withheld.collect::<Vec<_>>(),
        "cost": {
            "calls": plan.cost().calls,
            "total": plan.cost().total(),
            "writes": plan.cost().writes(),
            "seconds": plan.cost().seconds,
            "reads_made": reads,
        },
        "conflicts": conflicts,
        "policies": plan.verdicts().iter().map(verdict).collect::<Vec<_>>(),
        "unreadable": unreadable.collect::<Vec<_>>(),
        "unlisted": unlisted.collect::<Vec<_>>(),
        "waiting": waiting.collect::<Vec<_>>(),
        "unmanaged": plan.unmanaged(),
    })
}

fn verdict(verdict: &Verdict) -> Value {
    let Verdict { level, policy, address, message, file, line } = verdict;
    json!({
        "level": level,
        "policy": policy,
        "address": address,
        "message": message,
        "source": { "file": file, "line": line },
    })
}

/// What makes a plan one of a part only.
pub(in crate::render) fn partial(partial: &Partial) -> Value {
    let Partial { only, changes_left_out, deletes_left_out, unknown: _ } = partial;
    json!({ "only": only, "changes_left_out": changes_left_out, "deletes_left_out": deletes_left_out })
}

fn conflict(conflict: &Conflict) -> Value {
    json!({
        "address": conflict.address,
        "rival": rival(&conflict.rival),
        "help": settle(&conflict.rival),
        "source": { "file": conflict.location.path, "line": conflict.location.line },
    })
}
