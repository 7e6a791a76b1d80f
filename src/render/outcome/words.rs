//! An outcome in words.

use engine::apply::{Fate, Kept, Outcome, Result, Settled, Stop};
use engine::{Action, Address};

use crate::view::text::counted;

/// What was done, as a participle.
pub(in crate::render) fn past(action: Action) -> &'static str {
    match action {
        Action::Delete => "deleted",
        Action::Replace => "replaced",
        Action::Update => "changed",
        Action::Adopt => "adopted",
        Action::Move => "moved",
        Action::Forget => "forgotten",
        Action::Create => "created",
    }
}

/// `Applied 3 of 5 changes; 1 failed, 1 skipped`.
pub(super) fn summary(outcome: &Outcome) -> String {
    let all = outcome.results.len();
    if all == 0 {
        return "Nothing was to be done".into();
    }
    let first = match outcome.done() {
        done if done == all => format!("Applied {}", counted(all, "change", "changes")),
        done => format!("Applied {done} of {}", counted(all, "change", "changes")),
    };
    let rest =
        [(outcome.failed(), "failed"), (outcome.skipped(), "skipped"), (outcome.not_tried(), "not tried")];
    let rest: Vec<String> =
        rest.iter().filter(|(count, _)| *count > 0).map(|(count, word)| format!("{count} {word}")).collect();
    if rest.is_empty() { first } else { format!("{first}; {}", rest.join(", ")) }
}

/// `1 created, 2 changed` of what is done; empty where nothing is.
pub(super) fn done(outcome: &Outcome) -> String {
    let count = |action| {
        let done = |result: &&Result| matches!(result.fate, engine::apply::Fate::Done);
        outcome.results.iter().filter(done).filter(|result| result.action == action).count()
    };
    let counts = Action::ALL.iter().rev().map(|action| (count(*action), past(*action)));
    let said = counts.filter(|(count, _)| *count > 0).map(|(count, word)| format!("{count} {word}"));
    said.collect::<Vec<_>>().join(", ")
}

/// Why the record does not say what was done, where it does not.
pub fn unkept(outcome: &Outcome) -> Option<String> {
    match &outcome.record {
        Kept::Fine => None,
        Kept::Failed(failure) => Some(format!("the record could not be written: {failure}")),
    }
}

/// `22 calls, 3 throttled`.
pub(super) fn calls(outcome: &Outcome) -> String {
    let sum = |of: fn(&engine::ports::Count) -> u64| outcome.counts.values().map(of).sum::<u64>();
    let (sent, throttled) = (sum(|count| count.sent), sum(|count| count.throttled));
    let throttled = if throttled == 0 { String::new() } else { format!(", {throttled} throttled") };
    format!("{}{throttled}", counted(sent as usize, "call", "calls"))
}

/// Why it ended early.
pub(in crate::render) fn stop(stop: Stop) -> &'static str {
    match stop {
        Stop::Asked => "Stopped on request; calls in flight were finished and nothing new began",
        Stop::Credentials => "Stopped, since the credentials are no longer good",
        Stop::Lease => {
            "Stopped, since another run took the site away; calls in flight were finished and nothing new began"
        }
    }
}

/// The operations that AWS accepted for a change that failed: it is half done.
pub(super) fn accepted(result: &Result) -> Vec<&'static str> {
    result.calls.iter().filter(|call| call.refused.is_none()).map(|call| call.operation).collect()
}

/// What to do after an apply that is not whole.
pub(in crate::render) const AGAIN: &str =
    "plan again; what is done stays done, and the new plan lists what is left";

/// What is not known to read back, and why.
pub(super) fn unsettled(settled: &Settled) -> Option<(&'static str, &[Address])> {
    match settled {
        Settled::Yes => None,
        Settled::No(addresses) => {
            Some(("AWS does not read these back yet, so the next plan may list them again", addresses))
        }
        Settled::NotAsked(addresses) => {
            Some(("it ended before AWS was asked whether it reads these back", addresses))
        }
    }
}

/// What is left to do where something was taken over.
pub(super) fn adopted(outcome: &Outcome) -> Option<&'static str> {
    let taken = |result: &Result| result.action == Action::Adopt && matches!(result.fate, Fate::Done);
    outcome.results.iter().any(taken).then_some(ADOPTED)
}

const ADOPTED: &str =
    "what was adopted is ours now: `trueup accept --adopted` takes `adopt` out of its manifests";
