//! What became of a site's changes, for programs.

use std::collections::BTreeMap;

use engine::apply::{self, CallMade, Event, Failure, Fate, Kept, Outcome, Settled, Stop};
use engine::plan::{Change, Plan};
use engine::{Action, Address, Site as Place};
use serde::Serialize;
use serde_json::Value;

use crate::exit::Exit;
use crate::render::error::ApiForm;
use crate::render::plan::partial;

/// The version of the form. A major step breaks readers, a minor one only adds.
const FORMAT: &str = "1.2";

/// What became of a site's changes.
#[derive(Debug, Clone, Serialize)]
pub struct Site {
    format_version: &'static str,
    plan_id: String,
    target: Target,
    partial: Option<Value>,
    exit_code: Option<u8>,
    begun: bool,
    whole: bool,
    summary: Summary,
    stopped: Option<&'static str>,
    unsettled: Vec<Address>,
    not_asked: Vec<Address>,
    record: Record,
    record_calls: Vec<Call>,
    results: Vec<Ended>,
    calls: BTreeMap<&'static str, Calls>,
}

#[derive(Debug, Clone, Serialize)]
struct Target {
    stack: String,
    environment: String,
    region: String,
    account_id: String,
    sandbox: bool,
    partition: &'static str,
}

#[derive(Debug, Clone, Serialize)]
struct Summary {
    done: usize,
    failed: usize,
    skipped: usize,
    not_tried: usize,
    unknown: usize,
}

#[derive(Debug, Clone, Serialize)]
struct Record {
    kept: bool,
    reason: Option<String>,
}

/// What became of one change.
#[derive(Debug, Clone, Serialize)]
struct Ended {
    address: Address,
    action: Action,
    fate: Word,
    reason: Option<String>,
    error: Option<ApiForm>,
    calls: Vec<Call>,
    notes: Vec<String>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
enum Word {
    Done,
    Failed,
    Skipped,
    NotTried,
    /// The run ended while it was under way.
    Unknown,
}

#[derive(Debug, Clone, Serialize)]
struct Call {
    operation: &'static str,
    refused: Option<String>,
    request_id: Option<String>,
    attempts: u32,
}

#[derive(Debug, Clone, Serialize)]
struct Calls {
    sent: u64,
    throttled: u64,
}

impl Site {
    /// What apply did, change by change.
    pub fn of(outcome: &Outcome, settled: &Settled) -> Self {
        let Outcome { plan, site, partial: part, results, stopped, record, record_calls, counts } = outcome;
        let results: Vec<Ended> = results.iter().map(Ended::of).collect();
        let calls = counts
            .iter()
            .map(|(operation, count)| (*operation, Calls { sent: count.sent, throttled: count.throttled }));
        let (unsettled, not_asked) = match settled {
            Settled::Yes => (Vec::new(), Vec::new()),
            Settled::No(left) => (left.clone(), Vec::new()),
            Settled::NotAsked(left) => (Vec::new(), left.clone()),
        };
        Self {
            format_version: FORMAT,
            plan_id: plan.clone(),
            target: Target::of(site),
            partial: part.as_ref().map(partial),
            exit_code: None,
            begun: true,
            whole: outcome.whole(),
            summary: Summary::of(&results),
            stopped: stopped.map(stop),
            unsettled,
            not_asked,
            record: Record::of(record),
            record_calls: record_calls.iter().map(Call::of).collect(),
            results,
            calls: calls.collect(),
        }
    }

    /// What apply has not begun with: every change of a plan, not tried.
    pub fn untried(plan: &Plan) -> Self {
        let results: Vec<Ended> = plan.changes().iter().map(Ended::untried).collect();
        Self {
            format_version: FORMAT,
            plan_id: plan.id().to_owned(),
            target: Target::of(plan.site()),
            partial: plan.partial().map(partial),
            exit_code: None,
            begun: false,
            whole: false,
            summary: Summary::of(&results),
            stopped: None,
            unsettled: Vec::new(),
            not_asked: Vec::new(),
            record: Record { kept: true, reason: None },
            record_calls: Vec::new(),
            results,
            calls: BTreeMap::new(),
        }
    }

    /// The same, with what it ends a run with by itself.
    pub fn ended(self, exit: Exit) -> Self {
        Self { exit_code: Some(exit.code()), ..self }
    }

    /// The plan whose changes they are.
    pub fn plan(&self) -> &str {
        &self.plan_id
    }

    /// The same for a run that ends while its apply is under way, by the last event of each change: one
    /// that had begun may have been made or not.
    pub fn cut_off(mut self, last: &BTreeMap<Address, Event>) -> Self {
        self.begun = true;
        self.stopped = Some(stop(Stop::Asked));
        self.record = Record { kept: false, reason: Some(CUT.to_owned()) };
        for ended in &mut self.results {
            if let Some(event) = last.get(&ended.address) {
                ended.hear(event);
            }
        }
        self.summary = Summary::of(&self.results);
        self
    }
}

/// Why nothing is known.
const CUT: &str = "the run ended before the answer came";

impl Target {
    fn of(site: &Place) -> Self {
        Self {
            stack: site.stack.clone(),
            environment: site.environment.clone(),
            region: site.region.clone(),
            account_id: site.account.clone(),
            sandbox: site.sandbox,
            partition: site.partition(),
        }
    }
}

impl Summary {
    fn of(results: &[Ended]) -> Self {
        let count = |word| results.iter().filter(|ended| ended.fate == word).count();
        Self {
            done: count(Word::Done),
            failed: count(Word::Failed),
            skipped: count(Word::Skipped),
            not_tried: count(Word::NotTried),
            unknown: count(Word::Unknown),
        }
    }
}

impl Record {
    fn of(record: &Kept) -> Self {
        match record {
            Kept::Fine => Self { kept: true, reason: None },
            Kept::Failed(failure) => Self { kept: false, reason: Some(failure.to_string()) },
        }
    }
}

impl Ended {
    fn of(result: &apply::Result) -> Self {
        let apply::Result { address, action, fate, calls, notes } = result;
        let (fate, reason, error) = match fate {
            Fate::Done => (Word::Done, None, None),
            Fate::Failed(failure @ Failure::Api(error)) => {
                (Word::Failed, Some(failure.to_string()), Some(ApiForm::of(error)))
            }
            Fate::Failed(failure @ (Failure::Wrong(_) | Failure::Crashed)) => {
                (Word::Failed, Some(failure.to_string()), None)
            }
            Fate::Skipped(reason) => (Word::Skipped, Some(reason.clone()), None),
            Fate::NotTried => (Word::NotTried, None, None),
        };
        Self {
            address: address.clone(),
            action: *action,
            fate,
            reason,
            error,
            calls: calls.iter().map(Call::of).collect(),
            notes: notes.clone(),
        }
    }

    fn hear(&mut self, event: &Event) {
        (self.fate, self.reason, self.notes) = match event {
            Event::Begun { .. } | Event::Pausing { .. } => (Word::Unknown, Some(CUT.to_owned()), Vec::new()),
            Event::Withdrawn { .. } => (Word::NotTried, None, Vec::new()),
            Event::Done { notes, .. } => (Word::Done, None, notes.clone()),
            Event::Failed { reason, .. } => (Word::Failed, Some(reason.clone()), Vec::new()),
            Event::Skipped { reason, .. } => (Word::Skipped, Some(reason.clone()), Vec::new()),
            Event::Started { .. } | Event::Settling { .. } => return,
        };
    }

    fn untried(change: &Change) -> Self {
        Self {
            address: change.address.clone(),
            action: change.action(),
            fate: Word::NotTried,
            reason: None,
            error: None,
            calls: Vec::new(),
            notes: Vec::new(),
        }
    }
}

impl Call {
    fn of(call: &CallMade) -> Self {
        let CallMade { operation, refused, request_id, attempts } = call;
        Self { operation, refused: refused.clone(), request_id: request_id.clone(), attempts: *attempts }
    }
}

fn stop(stop: Stop) -> &'static str {
    match stop {
        Stop::Asked => "asked",
        Stop::Credentials => "credentials",
        Stop::Lease => "lease",
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::render::samples::stopped;

    #[test]
    fn change_by_change() {
        let site = Site::of(&stopped(), &Settled::No(vec!["Parameter/webshop/a".into()]));
        let value = serde_json::to_value(site).expect("JSON");
        insta::assert_snapshot!(serde_json::to_string_pretty(&value).expect("JSON"), @r#"
        {
          "begun": true,
          "calls": {
            "PutParameter": {
              "sent": 4,
              "throttled": 1
            }
          },
          "exit_code": null,
          "format_version": "1.2",
          "not_asked": [],
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
            "skipped": 1,
            "unknown": 0
          },
          "target": {
            "account_id": "123456789012",
            "environment": "production",
            "partition": "aws",
            "region": "us-east-1",
            "sandbox": false,
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
