//! `--result FILE`: what a run did, call by call, however it ends.

use std::path::PathBuf;
use std::sync::Mutex;

use engine::apply::{Outcome, Settled};
use engine::approve::Refusal;
use engine::plan::{Moved, Plan};
use jiff::Timestamp;
use serde_json::{Value, json};

use crate::error::{Error, Message, Result};
use crate::exit::Exit;
use crate::outlet::Outlet;
use crate::render::{outcome, refusal};
use crate::run::VERSION;

/// The version of the form. A major step breaks readers, a minor one only adds.
const FORMAT: &str = "1.0";

/// What there is to tell of a run, gathered until its end.
pub struct Report {
    path: Option<PathBuf>,
    outlet: Outlet,
    command: &'static str,
    started: Timestamp,
    gathered: Mutex<Gathered>,
}

#[derive(Default)]
struct Gathered {
    planned: Vec<(String, Value)>,
    ended: Vec<(String, Value)>,
    refusals: Vec<Value>,
    moved: Vec<Value>,
}

impl Report {
    /// Begins the report of a command, for a file where one is wanted.
    pub fn begin(command: &'static str, path: Option<PathBuf>, outlet: Outlet) -> Self {
        Self { path, outlet, command, started: Timestamp::now(), gathered: Mutex::default() }
    }

    /// These plans are to be carried out.
    pub fn planned(&self, plans: &[Plan]) {
        let planned = plans.iter().filter(|plan| !plan.changes().is_empty());
        self.with(|all| {
            all.planned = planned.map(|plan| (plan.id().clone(), outcome::untried(plan))).collect()
        });
    }

    /// One site is done with.
    pub(super) fn ended(&self, made: &Outcome, settled: &Settled) {
        self.with(|all| all.ended.push((made.plan.clone(), outcome::json(made, settled))));
    }

    /// A plan may not be applied.
    pub(super) fn refused(&self, refused: &Refusal) {
        self.with(|all| all.refusals.extend(objections(&refusal::json(refused), "objections")));
    }

    /// What moved since a plan was reviewed.
    pub(super) fn moved(&self, moved: &[Moved]) {
        self.with(|all| all.moved.extend(objections(&refusal::moved_json(moved), "moved")));
    }

    fn with(&self, change: impl FnOnce(&mut Gathered)) {
        change(&mut self.gathered.lock().expect("no holder of the lock panics"));
    }

    /// Writes the file, and passes on how the run ended. A file that cannot be written makes a run fail
    /// that had not otherwise.
    ///
    /// # Errors
    /// The run's own, or the file cannot be written.
    pub fn end(self, ended: Result) -> Result {
        let Some(path) = &self.path else { return ended };
        let written = self.outlet.private(path, &crate::render::text(&self.value(&ended)));
        let written = written.map_err(|error| Error::file("write", path, error));
        match (ended, written) {
            (ended, Ok(())) => ended,
            (Ok(exit), Err(error)) => Err(Error { exit: exit.or(error.exit), ..error }),
            // What ended the run says more.
            (Err(error), Err(_)) => Err(error),
        }
    }

    fn value(&self, ended: &Result) -> Value {
        let exit = match ended {
            Ok(exit) => *exit,
            Err(error) => error.exit,
        };
        let all = self.gathered.lock().expect("no holder of the lock panics");
        let left = all.planned.iter().filter(|(id, _)| all.ended.iter().all(|(ended, _)| ended != id));
        let sites: Vec<&Value> = all.ended.iter().chain(left).map(|(_, site)| site).collect();
        json!({
            "format_version": FORMAT,
            "tool_version": VERSION,
            "command": self.command,
            "started": self.started.to_string(),
            "ended": Timestamp::now().to_string(),
            "exit_code": exit.code(),
            "end": exit.word(),
            "error": ended.as_ref().err().and_then(error),
            "refusals": all.refusals,
            "moved": all.moved,
            "sites": sites,
        })
    }
}

fn objections(json: &str, of: &str) -> Vec<Value> {
    let value: Value = serde_json::from_str(json).unwrap_or_default();
    value[of].as_array().cloned().unwrap_or_default()
}

fn error(error: &Error) -> Option<Value> {
    let message = match error.message.as_ref()? {
        Message::Words(words) => json!({ "message": words, "api": null }),
        Message::Api(api) => json!({ "message": api.to_string(), "api": crate::render::error::json(api) }),
    };
    let mut value = message;
    value["help"] = json!(error.help);
    Some(value)
}

impl Exit {
    /// How a run ended, as its result tells it.
    fn word(self) -> &'static str {
        match self {
            Self::Done => "done",
            Self::Failed => "failed",
            Self::Differences => "differences",
            Self::Refused => "refused",
            Self::Moved => "moved",
            Self::Partial => "partial",
            Self::Locked => "locked",
            Self::Incomplete => "incomplete",
            Self::Usage => "usage",
            Self::Temporary => "temporary",
            Self::Interrupted => "interrupted",
            Self::Terminated => "terminated",
        }
    }
}
