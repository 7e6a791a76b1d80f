//! A refusal for programs.

use engine::approve::{Objection, Protector, Refusal};
use serde_json::{Value, json};

use super::objection::said;
use crate::render::drift::rival;

/// The version of the form. A major step breaks readers, a minor one only adds.
const FORMAT: &str = "1.0";

/// Every objection as one JSON object.
pub fn json(refusal: &Refusal) -> String {
    let objections: Vec<Value> = refusal.objections.iter().map(one).collect();
    crate::render::text(&json!({ "format_version": FORMAT, "refused": true, "objections": objections }))
}

fn one(objection: &Objection) -> Value {
    let words = said(objection);
    let mut value = json!({ "code": words.code, "message": words.what, "help": words.help });
    match objection {
        Objection::Conflict(conflict) => {
            value["address"] = json!(conflict.address);
            value["rival"] = rival(&conflict.rival);
            value["source"] = json!({ "file": conflict.location.path, "line": conflict.location.line });
        }
        Objection::TooManyDeletes { deletes, allowed, limit: _ } => {
            value["deletes"] = json!(deletes);
            value["allowed"] = json!(allowed);
        }
        Objection::Protected(address, action, protector) => {
            value["by"] = json!(match protector {
                Protector::Guardrail => "guardrail",
                Protector::Tag => "tag",
            });
            value["address"] = json!(address);
            value["action"] = json!(action);
        }
        Objection::Policy(verdict) => {
            value["address"] = json!(verdict.address);
            value["policy"] = json!(verdict.policy);
            value["source"] = json!({ "file": verdict.file, "line": verdict.line });
        }
        Objection::Incomplete(what) => value["unreadable"] = json!(what),
        Objection::Withheld => {}
        Objection::Empty(deletes) => value["deletes"] = json!(deletes),
    }
    value
}

#[cfg(test)]
mod tests {
    use super::super::human::tests::all;
    use super::*;

    #[test]
    fn every_objection_has_a_code() {
        let value: Value = serde_json::from_str(&json(&all())).expect("JSON");
        let objections = value["objections"].as_array().expect("a list");
        let lines: Vec<String> = objections.iter().map(Value::to_string).collect();
        insta::assert_snapshot!(lines.join("\n"), @r#"
        {"address":"Parameter/webshop/a","code":"conflict","help":"set `metadata.adopt: true` to take it over, or give it another name","message":"`Parameter/webshop/a` exists already, and no tag says whose it is","rival":{"owner":"nobody"},"source":{"file":"manifests/web.yaml","line":7}}
        {"address":"Parameter/webshop/b","code":"conflict","help":"change it in `billing/production`, or give it another name here","message":"`Parameter/webshop/b` belongs to `billing/production`","rival":{"name":"billing/production","owner":"stack"},"source":{"file":"manifests/web.yaml","line":9}}
        {"allowed":5,"code":"too-many-deletes","deletes":12,"help":"raise `guardrails.maxDeletes` in `trueup.yaml` if that is meant; a replace counts as a deletion","message":"the plan deletes 12 resources, and `guardrails.maxDeletes` allows 5 (10% of what the site owns)"}
        {"action":"replace","address":"Parameter/webshop/db","by":"guardrail","code":"protected","help":"take its pattern out of `guardrails.protect` in `trueup.yaml` if that is meant","message":"`Parameter/webshop/db` is protected, and the plan would replace it"}
        {"action":"delete","address":"Parameter/webshop/old","by":"tag","code":"protected","help":"bring its manifest back, take its pattern out of `guardrails.protect` in `trueup.yaml`, apply, and only then take the manifest away; or take the tag off by hand","message":"`Parameter/webshop/old` is protected, and the plan would delete it"}
        {"code":"incomplete","help":"mend what keeps it from being read, or apply the rest with `--allow-incomplete`","message":"not everything could be read","unreadable":["every Parameter"]}
        {"code":"withheld","help":"plan again without `--without-secrets`","message":"the plan was made without secrets, so it is for reading only"}
        {"code":"empty","deletes":1,"help":"check `spec.manifests` in `trueup.yaml`; to take everything away, say `--allow-empty`, or run `trueup destroy`","message":"nothing is declared, and the plan deletes 1 resource"}
        {"address":"Parameter/webshop/a","code":"policy","help":"change what it objects to, or the policy if that is meant; it is judged again at every apply","message":"`Parameter/webshop/a` is denied by the policy `no-fridays`: not on a Friday","policy":"no-fridays","source":{"file":"policies/fridays.cel","line":3}}
        {"address":null,"code":"policy","help":"change what it objects to, or the policy if that is meant; it is judged again at every apply","message":"the plan is denied by the policy `few-changes`: not on a Friday","policy":"few-changes","source":{"file":"policies/fridays.cel","line":3}}
        "#);
    }
}
