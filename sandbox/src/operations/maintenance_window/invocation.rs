//! What belongs to a task's type: how it is checked beyond the model, and with which defaults it reads.

use crate::handler::Refusal;
use crate::tree::{Record, Tree};

/// How long a command waits for a node to take it where nobody said.
const TIMEOUT_SECONDS: i64 = 3600;

/// Refuses a document's hash without its type, and the other way round.
pub(super) fn check(own: &Record) -> Result<(), Refusal> {
    let Some(command) = own.get("RunCommand").and_then(Tree::as_record) else { return Ok(()) };
    let (hash, hash_type) = (command.text("DocumentHash"), command.text("DocumentHashType"));
    if hash.is_some_and(|hash| !hash.is_empty()) && hash_type.is_none() {
        return Err(Refusal::validation("DocumentHashType is required when DocumentHash is specified."));
    }
    Ok(())
}

/// As replies show it.
pub(super) fn shown(own: &Record) -> Record {
    let mut out = own.clone();
    if let Some(command) = own.get("RunCommand").and_then(Tree::as_record)
        && command.get("TimeoutSeconds").is_none()
    {
        out.set("RunCommand", command.clone().with("TimeoutSeconds", TIMEOUT_SECONDS));
    }
    out
}

/// An alarm as replies show it.
pub(super) fn shown_alarm(alarm: &Record) -> Record {
    let mut out = alarm.clone();
    if out.get("IgnorePollAlarmFailure").is_none() {
        out.set("IgnorePollAlarmFailure", false);
    }
    out
}
