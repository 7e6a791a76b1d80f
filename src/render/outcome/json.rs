//! An outcome for programs.

use engine::apply::{CallMade, Failure, Fate, Kept, Outcome, Result, Settled, Stop};
use engine::plan::{Change, Plan};
use serde_json::{Map, Value, json};

use super::words::unsettled;

/// The version of the form. A major step breaks readers, a minor one only adds.
const FORMAT: &str = "1.0";

/// What apply did, change by change.
pub fn json(outcome: &Outcome, settled: &Settled) -> Value {
    let Outcome { plan, site, partial, results, stopped, record, record_calls, counts } = outcome;
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
        "partial": partial.as_ref().map(crate::render::plan::partial),
        "begun": true,
        "whole": outcome.whole(),
        "summary": {
            "done": outcome.done(),
            "failed": outcome.failed(),
            "skipped": outcome.skipped(),
            "not_tried": outcome.not_tried(),
        },
        "stopped": stopped.map(stop),
        "unsettled": unsettled(settled),
        "record": match record {
            Kept::Fine => json!({ "kept": true, "reason": null }),
            Kept::Failed(failure) => json!({ "kept": false, "reason": failure.to_string() }),
        },
        "record_calls": record_calls.iter().map(call).collect::<Vec<_>>(),
        "results": results.iter().map(one).collect::<Vec<_>>(),
        "calls": Value::Object(counts.collect::<Map<_, _>>()),
    })
}

/// What apply has not begun with: every change of a plan, not tried.
pub fn untried(plan: &Plan) -> Value {
    let result = |change: &Change| Result {
        address: change.address.clone(),
        action: change.action(),
        fate: Fate::NotTried,
        calls: Vec::new(),
        notes: Vec::new(),
    };
    let outcome = Outcome {
        plan: plan.id().clone(),
        site: plan.site().clone(),
        partial: plan.partial().clone(),
        results: plan.changes().iter().map(result).collect(),
        stopped: None,
        record: Kept::Fine,
        record_calls: Vec::new(),
        counts: Default::default(),
    };
    let mut value = json(&outcome, &Settled::Yes);
    value["begun"] = json!(false);
    value
}

fn stop(stop: Stop) -> &'static str {
    match stop {
        Stop::Asked => "asked",
        Stop::Credentials => "credentials",
        Stop::Lease => "lease",
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
    json!({
        "address": address,
        "action": action,
        "fate": fate,
        "reason": reason,
        "error": error,
        "calls": calls.iter().map(call).collect::<Vec<_>>(),
        "notes": notes,
    })
}

fn call(call: &CallMade) -> Value {
    let CallMade { operation, refused, request_id, attempts } = call;
    json!({ "operation": operation, "refused": refused, "request_id": request_id, "attempts": attempts })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::render::samples::stopped;

    #[test]
    fn change_by_change() {
        let value = json(&stopped(), &Settled::No(vec!["Parameter/webshop/a".into()]));
        insta::assert_snapshot!(serde_json::to_string_pretty(&value).expect("JSON"), @r#"
        {
          "begun": true,
          "calls": {
            "PutParameter": {
              "sent": 4,
              "throttled": 1
            }
          },
          "format_version": "1.0",
          "partial": null,
          "plan_id": "plan-1",
          "record": {
            "kept": true,
            "reason": null
          },
          "record_calls": [],
          "results": [
            {
              "action": "create",
              "address": "Parameter/webshop/a",
              "calls": [],
              "error": null,
              "fate": "done",
              "notes": [],
              "reason": null
            },
            {
              "action": "update",
              "address": "Parameter/webshop/b",
              "calls": [
                {
                  "attempts": 2,
                  "operation": "PutParameter",
                  "refused": null,
                  "request_id": "5c0e"
                },
                {
                  "attempts": 1,
                  "operation": "AddTagsToResource",
                  "refused": "TooManyTagsError",
                  "request_id": null
                }
              ],
              "error": {
                "cause": "refused",
                "code": "TooManyTagsError",
                "help": null,
                "message": "no more than 50 tags",
                "operation": "AddTagsToResource",
                "request_id": null
              },
              "fate": "failed",
              "notes": [],
              "reason": "AddTagsToResource: no more than 50 tags (TooManyTagsError)"
            },
            {
              "action": "update",
              "address": "Parameter/webshop/c",
              "calls": [],
              "error": null,
              "fate": "done",
              "notes": [
                "somebody wrote version 4 meanwhile; its value was put back"
              ],
              "reason": null
            },
            {
              "action": "delete",
              "address": "Parameter/webshop/d",
              "calls": [],
              "error": null,
              "fate": "skipped",
              "notes": [],
              "reason": "deletions wait until all else has succeeded"
            },
            {
              "action": "create",
              "address": "Parameter/webshop/e",
              "calls": [],
              "error": null,
              "fate": "not_tried",
              "notes": [],
              "reason": null
            }
          ],
          "stopped": "asked",
          "summary": {
            "done": 2,
            "failed": 1,
            "not_tried": 1,
            "skipped": 1
          },
          "target": {
            "account_id": "123456789012",
            "environment": "production",
            "partition": "aws",
            "region": "us-east-1",
            "stack": "webshop"
          },
          "unsettled": [
            "Parameter/webshop/a"
          ],
          "whole": false
        }
        "#);
    }
}
