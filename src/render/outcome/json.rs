//! An outcome for programs.

use engine::apply::{Failure, Fate, Outcome, Result, Settled, Stop};
use serde_json::{Map, Value, json};

use super::words::unsettled;

/// The version of the form. A major step breaks readers, a minor one only adds.
const FORMAT: &str = "1.0";

/// What apply did, change by change.
pub fn json(outcome: &Outcome, settled: &Settled) -> Value {
    let Outcome { plan, site, results, stopped, counts } = outcome;
    let counts = counts.iter().map(|(operation, count)| {
        let count = json!({ "sent": count.sent, "throttled": count.throttled });
        ((*operation).to_owned(), count)
    });
    json!({
        "format_version": FORMAT,
        "plan_id": plan,
        "target": {
            "stack": site.stack,
            "environment": site.environment,
            "region": site.region,
            "account_id": site.account,
            "partition": site.partition(),
        },
        "whole": outcome.whole(),
        "summary": {
            "done": outcome.done(),
            "failed": outcome.failed(),
            "skipped": outcome.skipped(),
            "not_tried": outcome.not_tried(),
        },
        "stopped": stopped.map(stop),
        "unsettled": unsettled(settled),
        "results": results.iter().map(one).collect::<Vec<_>>(),
        "calls": Value::Object(counts.collect::<Map<_, _>>()),
    })
}

fn stop(stop: Stop) -> &'static str {
    match stop {
        Stop::Asked => "asked",
        Stop::Credentials => "credentials",
    }
}

fn one(result: &Result) -> Value {
    let Result { address, action, fate, calls, notes } = result;
    let (fate, reason, error) = match fate {
        Fate::Done => ("done", None, Value::Null),
        Fate::Failed(failure @ Failure::Api(error)) => {
            ("failed", Some(failure.to_string()), crate::render::error::json(error))
        }
        Fate::Failed(failure @ Failure::Wrong(_)) => ("failed", Some(failure.to_string()), Value::Null),
        Fate::Skipped(reason) => ("skipped", Some(reason.clone()), Value::Null),
        Fate::NotTried => ("not_tried", None, Value::Null),
    };
    let calls = calls.iter().map(|call| json!({ "operation": call.operation, "refused": call.refused }));
    json!({
        "address": address,
        "action": action,
        "fate": fate,
        "reason": reason,
        "error": error,
        "calls": calls.collect::<Vec<_>>(),
        "notes": notes,
    })
}
