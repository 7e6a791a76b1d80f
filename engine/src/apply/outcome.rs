//! What apply did, change by change.

use crate::action::Action;
use crate::address::Address;
use crate::plan::Partial;
use crate::ports::{Access, ApiError, Cause, Counts, Earlier, row};
use crate::site::Site;

/// What apply did.
#[derive(Debug, Clone)]
pub struct Outcome {
    /// The plan's id.
    pub plan: String,
    /// Where.
    pub site: Site,
    /// What the plan left out, where it was one of a part only.
    pub partial: Option<Partial>,
    /// Every change of the plan, by address.
    pub results: Vec<Result>,
    /// Why it ended early, if so.
    pub stopped: Option<Stop>,
    /// What became of the record.
    pub record: Kept,
    /// The calls that were made for the record, in order.
    pub record_calls: Vec<CallMade>,
    /// Every call made, reads included.
    pub counts: Counts,
}

/// What became of one change.
#[derive(Debug, Clone)]
pub struct Result {
    /// The resource.
    pub address: Address,
    /// What the plan asked for.
    pub action: Action,
    /// What became of it.
    pub fate: Fate,
    /// The calls that were made for it, in order.
    pub calls: Vec<CallMade>,
    /// What else there is to say.
    pub notes: Vec<String>,
}

/// What became of the record.
#[derive(Debug, Clone)]
pub enum Kept {
    /// It says what it is to say.
    Fine,
    /// It does not, since AWS did not take what was to be said.
    Failed(Failure),
}

/// One call that was made.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CallMade {
    /// The operation.
    pub operation: &'static str,
    /// AWS's error code, where it refused, or one of ours where no answer came.
    pub refused: Option<String>,
    /// AWS's id of the last attempt's request, where it is known.
    pub request_id: Option<String>,
    /// How many attempts left.
    pub attempts: u32,
}

/// What became of a change.
#[derive(Debug, Clone)]
pub enum Fate {
    /// Done.
    Done,
    /// Tried, and it failed.
    Failed(Failure),
    /// Not tried, since something that it needs failed.
    Skipped(String),
    /// Not tried, since apply ended early.
    NotTried,
}

/// Why a change failed.
#[derive(Debug, Clone, thiserror::Error)]
pub enum Failure {
    /// AWS refused, or did not answer.
    #[error("{0}")]
    Api(ApiError),
    /// AWS accepted and did something else, or the world moved between plan and apply.
    #[error("{0}")]
    Wrong(String),
    /// A bug of ours ended it in the middle; what was done is not known.
    #[error("trueup crashed in the middle of it: what was done is not known, and the next run finds out")]
    Crashed,
}

/// Why apply ended before its last change.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Stop {
    /// Somebody asked it to.
    Asked,
    /// The credentials are no longer good.
    Credentials,
    /// Another run took the lease away.
    Lease,
}

impl Outcome {
    /// How many changes are done.
    pub fn done(&self) -> usize {
        self.count(|fate| matches!(fate, Fate::Done))
    }

    /// How many changes failed.
    pub fn failed(&self) -> usize {
        self.count(|fate| matches!(fate, Fate::Failed(_)))
    }

    /// How many changes were skipped.
    pub fn skipped(&self) -> usize {
        self.count(|fate| matches!(fate, Fate::Skipped(_)))
    }

    /// How many changes were not tried.
    pub fn not_tried(&self) -> usize {
        self.count(|fate| matches!(fate, Fate::NotTried))
    }

    /// Whether every change is done, and the record says so.
    pub fn whole(&self) -> bool {
        matches!(self.record, Kept::Fine) && self.all_done()
    }

    /// Whether every change is done.
    pub(super) fn all_done(&self) -> bool {
        self.done() == self.results.len()
    }

    /// Whether anything may have been written.
    pub fn wrote(&self) -> bool {
        self.results.iter().any(|result| match &result.fate {
            Fate::Done => true,
            Fate::Failed(Failure::Api(error)) => error.earlier == Earlier::Unknown || accepted(&result.calls),
            Fate::Failed(Failure::Wrong(_)) => accepted(&result.calls),
            Fate::Failed(Failure::Crashed) => true,
            Fate::Skipped(_) | Fate::NotTried => false,
        })
    }

    fn count(&self, is: impl Fn(&Fate) -> bool) -> usize {
        self.results.iter().filter(|result| is(&result.fate)).count()
    }
}

/// Whether AWS took a call that can change something; what only looks does not.
pub(super) fn accepted(calls: &[CallMade]) -> bool {
    let writes = |call: &CallMade| row(call.operation).is_none_or(|row| row.access == Access::Write);
    calls.iter().any(|call| call.refused.is_none() && writes(call))
}

impl Failure {
    /// Whether no other change can fare better.
    pub(super) fn ends_all(&self) -> bool {
        match self {
            Self::Api(error) => matches!(error.cause, Cause::Expired | Cause::Credentials),
            Self::Wrong(_) | Self::Crashed => false,
        }
    }
}
