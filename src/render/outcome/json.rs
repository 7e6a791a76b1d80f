//! An outcome for programs.

use engine::apply::{Failure, Fate, Kept, Outcome, Result, Settled, Stop};
use serde_json::{Map, Value, json};

use super::words::unsettled;

/// The version of the form. A major step breaks readers, a minor one only adds.
const FORMAT: &str = "1.0";

/// What apply did, change by change.
pub fn json(outcome: &Outcome, settled: &Settled) -> Value {
    let Outcome { plan, site, partial, results, stopped, record, counts } = outcome;
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
        "results": results.iter().map(one).collect::<Vec<_>>(),
        "calls": Value::Object(counts.collect::<Map<_, _>>()),
    })
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::render::samples::stopped;

    #[test]
    fn change_by_change() {
        let value = json(&stopped(), &Settled::No(vec!["Parameter/webshop/a".into()]));
        insta::assert_snapshot!(serde_json::to_string_pretty(&value).expect("JSON"), @r#"
        {
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
                  "operation": "PutParameter",
                  "refused": null
                },
                {
                  "operation": "AddTagsToResource",
                  "refused": "TooManyTagsError"
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
