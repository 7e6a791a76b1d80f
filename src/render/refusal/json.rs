//! A refusal for programs.

use engine::approve;
use engine::approve::Protector;
use engine::{Action, Address};
use schema::Location;
use serde::Serialize;
use serde_json::Value;

use super::objection::{Said, said};
use crate::render::drift::rival;

/// The version of the form. A major step breaks readers, a minor one only adds.
const FORMAT: &str = "1.0";

/// A plan that may not be applied.
#[derive(Debug, Clone, Serialize)]
pub struct Refusal {
    format_version: &'static str,
    refused: bool,
    /// Everything that is in the way.
    pub objections: Vec<Objection>,
}

impl Refusal {
    /// The form of a refusal.
    pub fn of(refusal: &approve::Refusal) -> Self {
        let objections = refusal.objections.iter().map(Objection::of).collect();
        Self { format_version: FORMAT, refused: true, objections }
    }
}

/// One thing that is in the way: which, in words, and the way out.
#[derive(Debug, Clone, Serialize)]
pub struct Objection {
    code: &'static str,
    message: String,
    help: String,
    #[serde(flatten)]
    about: About,
}

/// What an objection is about.
#[derive(Debug, Clone, Serialize)]
#[serde(untagged)]
enum About {
    Conflict { address: Address, rival: Value, source: Source },
    TooManyDeletes { deletes: usize, allowed: usize },
    TooManyNodes { nodes: Option<usize>, allowed: Option<usize> },
    Protected { address: Address, action: Action, by: &'static str },
    Policy { address: Option<Address>, policy: String, source: Source },
    Incomplete { unreadable: Vec<String> },
    Withheld {},
    Empty { deletes: usize },
}

/// Where something is written.
#[derive(Debug, Clone, Serialize)]
pub(super) struct Source {
    file: String,
    line: u32,
}

impl Source {
    pub(super) fn of(location: &Location) -> Self {
        Self { file: location.path.clone(), line: location.line }
    }
}

impl Objection {
    fn of(objection: &approve::Objection) -> Self {
        let Said { code, what, details: _, help } = said(objection);
        Self { code, message: what, help, about: About::of(objection) }
    }
}

impl About {
    fn of(objection: &approve::Objection) -> Self {
        match objection {
            approve::Objection::Conflict(conflict) => Self::Conflict {
                address: conflict.address.clone(),
                rival: rival(&conflict.rival),
                source: Source::of(&conflict.location),
            },
            approve::Objection::TooManyDeletes { deletes, allowed, limit: _ } => {
                Self::TooManyDeletes { deletes: *deletes, allowed: *allowed }
            }
            approve::Objection::TooManyNodes { nodes, allowed, limit: _ } => {
                Self::TooManyNodes { nodes: nodes.clone().ok(), allowed: allowed.clone().ok() }
            }
            approve::Objection::Protected(address, action, protector) => Self::Protected {
                address: address.clone(),
                action: *action,
                by: match protector {
                    Protector::Guardrail => "guardrail",
                    Protector::Tag => "tag",
                },
            },
            approve::Objection::Policy(verdict) => Self::Policy {
                address: verdict.address.clone(),
                policy: verdict.policy.clone(),
                source: Source { file: verdict.file.clone(), line: verdict.line },
            },
            approve::Objection::Incomplete(what) => Self::Incomplete { unreadable: what.clone() },
            approve::Objection::Withheld => Self::Withheld {},
            approve::Objection::Empty(deletes) => Self::Empty { deletes: *deletes },
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::human::tests::all;
    use super::*;

    #[test]
    fn every_objection_has_a_code() {
        let value = serde_json::to_value(Refusal::of(&all())).expect("JSON");
        let objections = value["objections"].as_array().expect("a list");
        let lines: Vec<String> = objections.iter().map(Value::to_string).collect();
        insta::assert_snapshot!(lines.join("\n"), @r#"
        {"address":"Parameter/webshop/a","code":"conflict","help":"set `metadata.adopt: true` to take it over, or give it another name","message":"`Parameter/webshop/a` exists already, and no tag says whose it is","rival":{"owner":"nobody"},"source":{"file":"manifests/web.yaml","line":7}}
        {"address":"Parameter/webshop/b","code":"conflict","help":"change it in `billing/production`, or give it another name","message":"`Parameter/webshop/b` belongs to `billing/production`","rival":{"name":"billing/production","owner":"stack"},"source":{"file":"manifests/web.yaml","line":9}}
        {"allowed":5,"code":"too-many-deletes","deletes":12,"help":"raise `guardrails.maxDeletes` in `trueup.yaml` if that is meant; a replace counts as a deletion","message":"the plan deletes 12 resources, and `guardrails.maxDeletes` allows 5 (10% of what the site owns)"}
        {"allowed":50,"code":"too-many-nodes","help":"make fewer nodes run at once, or raise `guardrails.maxNodes` in `trueup.yaml` if that is meant","message":"something begins to run at once on 214 nodes, and `guardrails.maxNodes` allows 50 (10% of the fleet)","nodes":214}
        {"allowed":50,"code":"too-many-nodes","help":"make fewer nodes run at once, or raise `guardrails.maxNodes` in `trueup.yaml` if that is meant","message":"something begins to run at once on nodes that were not counted, since a resource group alone knows them, and `guardrails.maxNodes` allows 50","nodes":null}
        {"action":"replace","address":"Parameter/webshop/db","by":"guardrail","code":"protected","help":"take its pattern out of `guardrails.protect` in `trueup.yaml` if that is meant","message":"`Parameter/webshop/db` is protected, and the plan would replace it"}
        {"action":"delete","address":"Parameter/webshop/old","by":"tag","code":"protected","help":"with its manifest there, take its pattern out of `guardrails.protect` in `trueup.yaml` and apply; only then take it away; or take the tag off by hand","message":"`Parameter/webshop/old` is protected, and the plan would delete it"}
        {"code":"incomplete","help":"mend what keeps it from being read, or apply the rest with `--allow-incomplete`","message":"not everything could be read","unreadable":["every Parameter"]}
        {"code":"withheld","help":"plan again without `--without-secrets`","message":"the plan was made without secrets, so it is for reading only"}
        {"code":"empty","deletes":1,"help":"check `spec.manifests` in `trueup.yaml`; to take everything away, say `--allow-empty`, or run `trueup destroy`","message":"nothing is declared, and the plan deletes 1 resource"}
        {"address":"Parameter/webshop/a","code":"policy","help":"change what it objects to, or the policy if that is meant; it is judged again at every apply","message":"`Parameter/webshop/a` is denied by the policy `no-fridays`: not on a Friday","policy":"no-fridays","source":{"file":"policies/fridays.cel","line":3}}
        {"address":null,"code":"policy","help":"change what it objects to, or the policy if that is meant; it is judged again at every apply","message":"the plan is denied by the policy `few-changes`: not on a Friday","policy":"few-changes","source":{"file":"policies/fridays.cel","line":3}}
        "#);
    }
}
