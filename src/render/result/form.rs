//! The form of a result file, as far as people are told of it. A reader ignores what it does not know.

use std::collections::BTreeMap;

use engine::{Action, Site as Place};
use serde::Deserialize;
use serde_json::Value;

use crate::view::text::escape;

/// What a run did, as its result file tells it.
#[derive(Debug, Deserialize)]
pub struct Result {
    pub(super) command: String,
    pub(super) ended: String,
    pub(super) exit_code: u8,
    pub(super) end: String,
    pub(super) error: Option<Told>,
    pub(super) refusals: Vec<Objection>,
    pub(super) moved: Vec<Move>,
    pub(super) sites: Vec<Site>,
}

/// Why a run ended early.
#[derive(Debug, Deserialize)]
pub(super) struct Told {
    pub(super) message: String,
    pub(super) help: Option<String>,
}

/// What a plan may not do.
#[derive(Debug, Deserialize)]
pub(super) struct Objection {
    pub(super) message: String,
    pub(super) help: String,
    pub(super) address: Option<String>,
}

/// What is no longer as a plan file saw it.
#[derive(Debug, Deserialize)]
pub(super) struct Move {
    pub(super) address: String,
    pub(super) what: String,
}

/// What became of a site's changes.
#[derive(Debug, Deserialize)]
pub(super) struct Site {
    target: Target,
    partial: Option<Partial>,
    pub(super) begun: bool,
    pub(super) whole: bool,
    pub(super) stopped: Option<Stopped>,
    pub(super) unsettled: Vec<String>,
    #[serde(default)]
    pub(super) not_asked: Vec<String>,
    pub(super) record: Record,
    pub(super) results: Vec<Ended>,
    calls: BTreeMap<String, Calls>,
}

#[derive(Debug, Deserialize)]
struct Target {
    stack: String,
    environment: String,
    region: String,
    account_id: String,
    #[serde(default)]
    sandbox: bool,
}

#[derive(Debug, Deserialize)]
struct Partial {
    only: Vec<String>,
    changes_left_out: usize,
    deletes_left_out: usize,
}

/// Why a run ended before its last change.
#[derive(Debug, Clone, Copy, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum Stopped {
    Asked,
    Credentials,
    Lease,
}

#[derive(Debug, Deserialize)]
pub(super) struct Record {
    pub(super) kept: bool,
    pub(super) reason: Option<String>,
}

/// What became of one change.
#[derive(Debug, Deserialize)]
pub(super) struct Ended {
    pub(super) address: String,
    pub(super) action: Action,
    pub(super) fate: Fate,
    pub(super) reason: Option<String>,
    error: Option<ApiError>,
    calls: Vec<Call>,
    pub(super) notes: Vec<String>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum Fate {
    Done,
    Failed,
    Skipped,
    NotTried,
    Unknown,
}

#[derive(Debug, Deserialize)]
struct ApiError {
    help: Option<String>,
}

#[derive(Debug, Deserialize)]
struct Call {
    operation: String,
    refused: Option<String>,
}

#[derive(Debug, Deserialize)]
struct Calls {
    sent: u64,
    throttled: u64,
}

/// What a text is, seen as a result file.
#[derive(Debug)]
pub enum Form {
    /// One, with all that is in it.
    Result(Box<Result>, Value),
    /// One of another major version, or damaged: why, in one line that repeats nothing of it raw.
    Unreadable(String),
    /// None.
    Other,
}

/// The step of the form that is read.
const MAJOR: &str = "1";

impl Form {
    /// Reads a text.
    pub fn of(text: &str) -> Self {
        let Ok(value) = serde_json::from_str::<Value>(text) else { return Self::Other };
        let Some(version) = value["format_version"].as_str().filter(|_| value["sites"].is_array()) else {
            return Self::Other;
        };
        if version.split('.').next() != Some(MAJOR) {
            let version = escape(version);
            return Self::Unreadable(format!(
                "the result has format {version}, and this build reads {MAJOR}"
            ));
        }
        match Result::deserialize(&value) {
            Ok(result) => Self::Result(Box::new(result), value),
            Err(error) => Self::Unreadable(escape(&format!("no result file: {error}"))),
        }
    }
}

impl Site {
    /// Where it was.
    pub(super) fn place(&self) -> Place {
        let Target { stack, environment, region, account_id, sandbox } = &self.target;
        Place {
            stack: stack.clone(),
            environment: environment.clone(),
            origin: None,
            former: None,
            region: region.clone(),
            account: account_id.clone(),
            sandbox: *sandbox,
        }
    }

    /// What the plan left out, where it was one of a part only.
    pub(super) fn partial(&self) -> Option<engine::plan::Partial> {
        let Partial { only, changes_left_out, deletes_left_out } = self.partial.as_ref()?;
        Some(engine::plan::Partial {
            only: only.clone(),
            changes_left_out: *changes_left_out,
            deletes_left_out: *deletes_left_out,
            unknown: Vec::new(),
        })
    }

    /// How many calls were made, and how many of these AWS throttled.
    pub(super) fn calls(&self) -> (u64, u64) {
        let sum = |of: fn(&Calls) -> u64| self.calls.values().map(of).sum();
        (sum(|calls| calls.sent), sum(|calls| calls.throttled))
    }
}

impl Ended {
    /// The operations that AWS took for a change that failed: it is half done.
    pub(super) fn accepted(&self) -> Vec<&str> {
        let taken = self.calls.iter().filter(|call| call.refused.is_none() && self.fate == Fate::Failed);
        taken.map(|call| call.operation.as_str()).collect()
    }

    /// What to do about a failure.
    pub(super) fn help(&self) -> Option<&str> {
        self.error.as_ref()?.help.as_deref()
    }
}
