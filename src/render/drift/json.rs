//! Drift for programs.

use engine::policy::Judged;
use serde_json::{Map, Value, json};

use engine::drift::{Class, Ignored, Teller, Who};
use engine::plan::{By, FieldOrigin};

use super::entry::{Context, Entry, Next, Place, entries, word};
use crate::render::plan::target;
use crate::view::{Sides, beside, by_path, sides};

/// The version of the form. A major step breaks readers, a minor one only adds.
const FORMAT: &str = "1.1";

/// What differs, by class. A secret is `null` and marked beside.
pub fn json(plans: &[Judged], context: &Context<'_>) -> String {
    let all: Vec<Entry<'_>> =
        plans.iter().enumerate().flat_map(|(at, plan)| entries(at, plan, context)).collect();
    let findings: Vec<Value> = all.iter().map(|entry| finding(entry, context)).collect();
    let unlisted = plans.iter().flat_map(|plan| plan.unlisted().iter().map(move |one| (plan, one)));
    let unlisted = unlisted.map(|(plan, one)| {
        json!({ "target": target(plan), "kind": one.kind, "error": crate::render::error::json(&one.error) })
    });
    let targets = plans.iter().zip(context.codes).map(|(plan, code)| {
        let mut target = target(plan);
        target["exit_code"] = json!(code);
        target
    });
    let mut report = json!({
        "format_version": FORMAT,
        "tool_version": context.version,
        "timestamp": context.now.to_string(),
        "complete": context.unreached.is_empty() && plans.iter().all(|plan| plan.complete()),
        "unreached": context.unreached.iter().map(|one| json!({ "site": one.site, "message": one.why, "exit_code": one.code })).collect::<Vec<_>>(),
        "pending_known": all.iter().all(|entry| entry.untold.is_none()),
        "targets": targets.collect::<Vec<_>>(),
        "unlisted": unlisted.collect::<Vec<_>>(),
        "summary": summary(plans, &all),
        "findings": findings,
    });
    if let Some(shard) = &context.shard {
        report["shard"] = json!(shard);
    }
    crate::render::text(&report)
}

fn summary(plans: &[Judged], entries: &[Entry<'_>]) -> Value {
    let count = |class| entries.iter().filter(|entry| entry.class == class).count();
    let in_sync: usize = plans.iter().map(|plan| plan.unchanged()).sum();
    let mut summary: Map<String, Value> =
        Class::ALL.iter().map(|class| (word(*class).to_owned(), json!(count(*class)))).collect();
    summary.insert("in_sync".into(), json!(in_sync));
    summary.insert("total".into(), json!(in_sync + entries.len()));
    summary.insert("matches_live".into(), json!(0));
    let new = entries.iter().filter(|entry| entry.is_new() == Some(true)).count();
    summary.insert("new".into(), entries.iter().any(|entry| entry.baseline).then_some(new).into());
    let not_compared: usize = plans.iter().map(|plan| plan.not_compared().len()).sum();
    summary.insert("not_compared".into(), json!(not_compared));
    summary.insert("coverage".into(), json!(coverage(in_sync, entries)));
    Value::Object(summary)
}

/// Hundredths of what lies under the manifests that is managed.
fn coverage(in_sync: usize, entries: &[Entry<'_>]) -> usize {
    let unmanaged = entries.iter().filter(|entry| entry.class == Class::Unmanaged).count();
    let all = in_sync + entries.len();
    ((all - unmanaged) * 100).checked_div(all).unwrap_or(100)
}

fn finding(entry: &Entry<'_>, context: &Context<'_>) -> Value {
    let Values { before, after, before_sensitive, after_sensitive } = values(entry);
    json!({
        "fingerprint": entry.fingerprint(),
        "target": target(entry.plan),
        "address": entry.address,
        "kind": entry.kind,
        "class": word(entry.class),
        "action": entry.row.as_ref().map(|row| row.action),
        "paths": entry.paths(),
        "before": before,
        "after": after,
        "before_sensitive": before_sensitive,
        "after_sensitive": after_sensitive,
        "changed_by": entry.fields.iter().map(changed_by).collect::<Map<_, _>>(),
        "message": entry.said,
        "help": entry.help,
        "differences": entry.places.iter().map(|place| difference(entry, place)).collect::<Vec<_>>(),
        "new": entry.is_new(),
        "first_seen": entry.first_seen(),
        "last_seen": context.now.to_string(),
        "cause": entry.who.and_then(cause),
        "suggested": suggested(entry.class),
        "commands": entry.next().map(|Next { accept, revert }| json!({ "accept": accept, "revert": revert })),
        "source": entry.row.as_ref().and_then(|row| row.location).map(|place| {
            json!({ "file": place.path, "line": place.line })
        }),
    })
}

/// Who has changed it last; nothing where nobody tells.
fn cause(who: &Who) -> Option<Value> {
    let Who { by, at, event, tool, told } = who;
    let told = match told {
        Teller::Itself => "resource",
        Teller::Trail => "cloudtrail",
    };
    let at = at.map(|at| at.to_string());
    (by.is_some() || at.is_some())
        .then(|| json!({ "actor": by, "time": at, "event": event, "tool": tool, "told_by": told }))
}

/// One place that somebody has changed in AWS.
fn difference(entry: &Entry<'_>, place: &Place<'_>) -> Value {
    let ignored = place
        .ignored
        .map(|Ignored { path: _, reason, until }| json!({ "reason": reason, "until": until.to_string() }));
    json!({
        "path": place.path,
        "fingerprint": place.fingerprint,
        "counts": entry.class.drift() && place.ignored.is_none(),
        "ignored": ignored,
        "first_seen": place.first_seen,
    })
}

/// Who has changed a place since it was applied, and what was applied there.
fn changed_by(field: &FieldOrigin) -> (String, Value) {
    let by = match field.by {
        By::Outside => "outside",
        By::Git => "git",
        By::Both => "both",
        By::Untold => "untold",
    };
    let Sides { before, before_sensitive, .. } = beside(field.applied.as_ref(), None);
    (field.path.to_string(), json!({ "by": by, "applied": before, "applied_sensitive": before_sensitive }))
}

/// Both sides, by path where places differ, as a whole where the resource comes or goes.
#[derive(Default)]
struct Values {
    before: Value,
    after: Value,
    before_sensitive: Value,
    after_sensitive: Value,
}

fn values(entry: &Entry<'_>) -> Values {
    let Some(change) = entry.change else { return Values::default() };
    let places = by_path(change);
    if places.is_empty() {
        let Sides { before, after, before_sensitive, after_sensitive, after_unknown: _ } = sides(change);
        return Values { before, after, before_sensitive, after_sensitive };
    }
    let all = |side: fn(&Sides) -> &Value| {
        places.iter().map(|(path, sides)| (path.clone(), side(sides).clone())).collect::<Map<_, _>>()
    };
    Values {
        before: all(|sides| &sides.before).into(),
        after: all(|sides| &sides.after).into(),
        before_sensitive: all(|sides| &sides.before_sensitive).into(),
        after_sensitive: all(|sides| &sides.after_sensitive).into(),
    }
}

fn suggested(class: Class) -> &'static [&'static str] {
    match class {
        Class::Drifted | Class::Missing => &["accept", "revert", "ignore"],
        Class::Conflict => &["adopt", "rename"],
        Class::Ignored => &["accept", "revert"],
        Class::Pending => &["apply"],
        Class::Unmanaged => &["adopt", "ignore"],
        Class::Unreadable => &["permit"],
    }
}
