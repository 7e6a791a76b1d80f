//! A plan for programs, shaped so that what reads Terraform's plans reads ours.

mod change;
mod drift;
mod site;

use engine::Action;
use engine::contract::Exposure;
use engine::policy::Judged;
use serde_json::{Map, Value, json};

pub(in crate::render) use self::site::{partial, target};

use self::change::resource;
use self::drift::resource_drift;
use self::site::site;
use super::context::Context;
use crate::view;

/// The version of the form. A major step breaks readers, a minor one only adds.
const FORMAT: &str = "1.1";

/// Plans as one JSON object. Changes stand in the order of the plans, then by address; secrets are
/// `null` and marked beside.
pub fn json(plans: &[Judged], context: &Context<'_>) -> String {
    let changes: Vec<Value> =
        plans.iter().flat_map(|plan| plan.changes().iter().map(|change| resource(plan, change))).collect();
    let variables = context.variables.into_iter().flatten();
    let variables: Map<_, _> =
        variables.map(|(name, value)| (name.clone(), json!({ "value": value }))).collect();
    let mut report = json!({
        "format_version": FORMAT,
        "tool_version": context.version,
        "timestamp": context.now.to_string(),
        "applyable": context.unreached.is_empty() && applyable(plans),
        "complete": context.unreached.is_empty()
            && plans.iter().all(|plan| plan.complete() && plan.partial().is_none()),
        "errored": !context.unreached.is_empty(),
        "variables": variables,
        "resource_changes": changes,
        "resource_drift": plans.iter().flat_map(resource_drift).collect::<Vec<_>>(),
        "output_changes": {},
        "x": extra(plans, context),
    });
    if let Some(shard) = &context.shard {
        report["x"]["shard"] = json!(shard);
    }
    crate::render::text(&report)
}

/// Whether apply would take it: there is something to do and nothing in the way.
fn applyable(plans: &[Judged]) -> bool {
    let clear = |plan: &Judged| view::refused(plan).is_none() && plan.exposure() == Exposure::Compare;
    plans.iter().all(clear) && plans.iter().any(|plan| !plan.changes().is_empty())
}

fn extra(plans: &[Judged], context: &Context<'_>) -> Value {
    let targets: Vec<Value> = plans
        .iter()
        .enumerate()
        .map(|(at, plan)| site(plan, context.reads_of(at), context.codes.get(at)))
        .collect();
    let mut extra = match &targets[..] {
        [only] => only.clone(),
        _ => json!({}),
    };
    extra["change_digest"] = json!(view::change_digest(plans));
    extra["summary"] = summary(plans);
    extra["targets"] = json!(targets);
    let unreached = context.unreached.iter();
    let unreached =
        unreached.map(|one| json!({ "site": one.site, "message": one.why, "exit_code": one.code }));
    extra["unreached"] = unreached.collect();
    extra
}

/// Counts by action, over all plans.
fn summary(plans: &[Judged]) -> Value {
    let count = |action| plans.iter().map(|plan| plan.summary().of(action)).sum::<usize>();
    let mut summary: Map<String, Value> =
        Action::ALL.iter().map(|action| (action.word().to_owned(), json!(count(*action)))).collect();
    summary.insert("no_op".into(), json!(plans.iter().map(|plan| plan.unchanged()).sum::<usize>()));
    Value::Object(summary)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::render::samples::{
        context, create, parameter, plan, plan_with, troubled, varied, varied_changes,
    };
    use schema::Tree;

    fn read(plans: &[Judged]) -> Value {
        serde_json::from_str(&json(plans, &context())).expect("JSON")
    }

    #[test]
    fn what_reads_terraform_reads_ours() {
        let value = read(&[varied()]);
        assert_eq!(value["format_version"], "1.1");
        assert_eq!(value["applyable"], true);
        let lines: Vec<String> = value["resource_changes"]
            .as_array()
            .expect("changes")
            .iter()
            .map(|change| {
                let inner = &change["change"];
                for key in ["before", "after", "after_unknown", "before_sensitive", "after_sensitive"] {
                    assert!(inner.get(key).is_some(), "{key} is always there");
                }
                let reason = change.get("action_reason").unwrap_or(&Value::Null);
                format!("{} {} {} {reason}", change["type"], change["address"], inner["actions"])
            })
            .collect();
        insta::assert_snapshot!(lines.join("\n"), @r#"
        "aws_ssm_patch_baseline" "Association/cloudwatch-agent" ["update"] null
        "aws_ssm_parameter" "Parameter/webshop/production/database/password" ["update"] null
        "aws_ssm_parameter" "Parameter/webshop/production/database/port" ["update"] null
        "aws_ssm_parameter" "Parameter/webshop/production/features/rate-limit" ["create"] null
        "aws_ssm_parameter" "Parameter/webshop/production/old" ["delete"] "delete_because_no_resource_config"
        "aws_ssm_patch_baseline" "PatchBaseline/web-critical" ["delete","create"] "replace_because_cannot_update"
        "#);
    }

    #[test]
    fn one_change_in_full() {
        let plan = plan(vec![create("/webshop/port", parameter("String", Tree::text("3306")))]);
        let value = read(&[plan]);
        insta::assert_snapshot!(serde_json::to_string_pretty(&value["resource_changes"]).expect("JSON"), @r#"
        [
          {
            "address": "Parameter/webshop/port",
            "change": {
              "actions": [
                "create"
              ],
              "after": {
                "dataType": "text",
                "policies": [],
                "tags": {},
                "type": "String",
                "value": "3306"
              },
              "after_sensitive": {},
              "after_unknown": {},
              "before": null,
              "before_sensitive": false,
              "replace_paths": []
            },
            "mode": "managed",
            "name": "webshop/port",
            "provider_name": "trueup",
            "type": "aws_ssm_parameter",
            "x": {
              "action": "create",
              "api_calls": [
                "PutParameter"
              ],
              "effects": [],
              "id": "/webshop/port",
              "needs": [],
              "nodes": null,
              "not_compared": [],
              "origin": null,
              "protected": false,
              "reason": null,
              "source": {
                "file": "manifests/web.yaml",
                "line": 7
              },
              "target": {
                "account_id": "123456789012",
                "environment": "production",
                "partition": "aws",
                "region": "us-east-1",
                "sandbox": false,
                "stack": "webshop"
              },
              "users": null
            }
          }
        ]
        "#);
    }

    #[test]
    fn what_stands_beside_the_changes() {
        let value = read(&[troubled()]);
        assert_eq!((&value["applyable"], &value["complete"]), (&json!(false), &json!(false)));
        let mut extra = value["x"].clone();
        extra.as_object_mut().expect("an object").remove("targets");
        extra["change_digest"] = json!("…");
        extra["basis_digest"] = json!("…");
        insta::assert_snapshot!(serde_json::to_string_pretty(&extra).expect("JSON"), @r#"
        {
          "basis_digest": "…",
          "cautions": [],
          "change_digest": "…",
          "complete": false,
          "conflicts": [
            {
              "address": "Parameter/webshop/a",
              "help": "set `metadata.adopt: true` to take it over, or give it another name",
              "rival": {
                "owner": "nobody"
              },
              "source": {
                "file": "manifests/web.yaml",
                "line": 7
              }
            },
            {
              "address": "Parameter/webshop/b",
              "help": "change it in `billing/production`, or give it another name",
              "rival": {
                "name": "billing/production",
                "owner": "stack"
              },
              "source": {
                "file": "manifests/web.yaml",
                "line": 9
              }
            }
          ],
          "cost": {
            "calls": {},
            "reads_made": 24,
            "seconds": 0,
            "total": 0,
            "writes": 0
          },
          "declared": 418,
          "exit_code": null,
          "git": {
            "commit": "4f2c1aa90b7d4c6e",
            "uncommitted": false
          },
          "goal": "converge",
          "made": "2026-11-20T08:00:00Z",
          "not_compared": [
            {
              "address": "Parameter/webshop/password",
              "path": "value"
            }
          ],
          "owned": 416,
          "partial": null,
          "plan_id": "plan-1",
          "policies": [
            {
              "address": "Parameter/webshop/a",
              "level": "deny",
              "message": "not on a Friday",
              "policy": "no-fridays",
              "source": {
                "file": "policies/fridays.cel",
                "line": 3
              }
            },
            {
              "address": null,
              "level": "deny",
              "message": "not on a Friday",
              "policy": "few-changes",
              "source": {
                "file": "policies/fridays.cel",
                "line": 3
              }
            },
            {
              "address": "Parameter/webshop/b",
              "level": "warn",
              "message": "not on a Friday",
              "policy": "teams",
              "source": {
                "file": "policies/fridays.cel",
                "line": 3
              }
            }
          ],
          "refused": true,
          "secrets_compared": true,
          "summary": {
            "adopt": 0,
            "create": 0,
            "delete": 0,
            "forget": 0,
            "move": 0,
            "no_op": 412,
            "replace": 0,
            "update": 0
          },
          "target": {
            "account_id": "123456789012",
            "environment": "production",
            "partition": "aws",
            "region": "us-east-1",
            "sandbox": false,
            "stack": "webshop"
          },
          "unlisted": [
            {
              "address": null,
              "error": {
                "cause": "denied",
                "code": "AccessDeniedException",
                "help": "the role needs `ssm:DescribeParameters`; `trueup iam` prints the least policy",
                "message": "User is not authorized to perform: ssm:DescribeParameters",
                "operation": "DescribeParameters",
                "request_id": "3f1c"
              },
              "kind": "PatchBaseline"
            }
          ],
          "unmanaged": [
            "Parameter/webshop/by-hand"
          ],
          "unreached": [],
          "unreadable": [
            {
              "address": null,
              "error": {
                "cause": "denied",
                "code": "AccessDeniedException",
                "help": "the role needs `ssm:DescribeParameters`; `trueup iam` prints the least policy",
                "message": "User is not authorized to perform: ssm:DescribeParameters",
                "operation": "DescribeParameters",
                "request_id": "3f1c"
              },
              "kind": "Parameter"
            }
          ],
          "untold": null,
          "waiting": [
            {
              "address": "Parameter/webshop/api/key",
              "reason": "somebody else gives it its value, and it is not there yet"
            }
          ],
          "words": []
        }
        "#);
    }

    #[test]
    fn several_sites_stand_in_targets() {
        let other =
            plan_with(varied_changes(), Vec::new(), |_, about| about.site.region = "eu-west-1".into());
        let value = read(&[varied(), other]);
        assert_eq!(value["resource_changes"].as_array().map(Vec::len), Some(12));
        assert_eq!(value["x"]["targets"][1]["target"]["region"], "eu-west-1");
        assert_eq!(value["x"]["summary"]["update"], 6);
        assert_eq!(value["resource_changes"][6]["x"]["target"]["region"], "eu-west-1");
        assert!(value["x"].get("target").is_none());
    }
}
