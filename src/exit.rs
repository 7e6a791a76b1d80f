//! Exit codes: every way a command can end, which of two weighs more, and what stands behind each.

use std::process::ExitCode;

use engine::apply::{Failure, Fate, Outcome, Settled, Stop};
use engine::contract::Unreadable;
use engine::ports::{ApiError, Cause};

/// How a command ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Exit {
    /// Done.
    Done,
    /// An error; nothing changed, or nothing is known of it.
    Failed,
    /// There are differences, and nothing else.
    Differences,
    /// A check refused; nothing changed.
    Refused,
    /// The saved plan no longer matches; nothing changed.
    Moved,
    /// Some of the changes are done.
    Partial,
    /// Somebody else holds what is needed.
    Locked,
    /// Some objects could not be read.
    Incomplete,
    /// The command line makes no sense.
    Usage,
    /// Asking again later may help.
    Temporary,
    /// SIGINT.
    Interrupted,
    /// SIGTERM.
    Terminated,
}

impl Exit {
    /// The number that the process ends with.
    pub fn code(self) -> u8 {
        match self {
            Self::Done => 0,
            Self::Failed => 1,
            Self::Differences => 2,
            Self::Refused => 3,
            Self::Moved => 4,
            Self::Partial => 5,
            Self::Locked => 6,
            Self::Incomplete => 7,
            Self::Usage => 64,
            Self::Temporary => 75,
            Self::Interrupted => 130,
            Self::Terminated => 143,
        }
    }

    /// The end that has this number.
    pub fn of_code(code: u8) -> Option<Self> {
        const ALL: [Exit; 12] = [
            Exit::Done,
            Exit::Failed,
            Exit::Differences,
            Exit::Refused,
            Exit::Moved,
            Exit::Partial,
            Exit::Locked,
            Exit::Incomplete,
            Exit::Usage,
            Exit::Temporary,
            Exit::Interrupted,
            Exit::Terminated,
        ];
        ALL.into_iter().find(|exit| exit.code() == code)
    }

    /// Which of two ends the command ends with: 143, 130 > 5 > 75 > 1 > 6 > 4 > 3 > 2 > 7. Usage is
    /// decided before anything runs, so it meets none of the others.
    pub fn or(self, other: Self) -> Self {
        if other.weight() > self.weight() { other } else { self }
    }

    fn weight(self) -> u8 {
        match self {
            Self::Done => 0,
            Self::Incomplete => 1,
            Self::Differences => 2,
            Self::Refused => 3,
            Self::Moved => 4,
            Self::Locked => 5,
            Self::Failed => 6,
            Self::Temporary => 7,
            Self::Partial => 8,
            Self::Interrupted => 9,
            Self::Terminated => 10,
            Self::Usage => 11,
        }
    }

    /// What an error of AWS, or of the way to it, ends a command with.
    pub fn of_api(error: &ApiError) -> Self {
        match error.cause {
            Cause::Throttled | Cause::Transient | Cause::Lost | Cause::Network | Cause::Expired => {
                Self::Temporary
            }
            Cause::Credentials | Cause::Denied | Cause::Refused => Self::Failed,
            Cause::Stopped => Self::Done,
        }
    }

    /// What things that could not be read end a command with: 7, unless later or with other
    /// credentials they could be.
    pub fn of_unreadable(unreadable: &[Unreadable]) -> Self {
        unreadable.iter().fold(Self::Done, |exit, one| {
            exit.or(match one.error.cause {
                Cause::Denied | Cause::Refused => Self::Incomplete,
                Cause::Throttled
                | Cause::Transient
                | Cause::Lost
                | Cause::Network
                | Cause::Expired
                | Cause::Stopped
                | Cause::Credentials => Self::of_api(&one.error),
            })
        })
    }

    /// What it ends a command with that AWS does not hold what was written.
    pub fn of_settled(settled: &Settled) -> Self {
        match settled {
            Settled::Yes | Settled::NotAsked(_) => Self::Done,
            Settled::No(_) => Self::Partial,
        }
    }

    /// What an outcome ends a command with, where no signal came.
    pub fn of_outcome(outcome: &Outcome) -> Self {
        if outcome.whole() {
            return Self::Done;
        }
        if outcome.wrote() {
            return Self::Partial;
        }
        let stopped = match outcome.stopped {
            Some(Stop::Credentials) | None => Self::Failed,
            Some(Stop::Asked) => Self::Done,
            Some(Stop::Lease) => Self::Locked,
        };
        outcome.results.iter().fold(stopped, |exit, result| {
            exit.or(match &result.fate {
                Fate::Failed(Failure::Api(error)) => Self::of_api(error),
                Fate::Failed(Failure::Wrong(_) | Failure::Crashed) => Self::Failed,
                Fate::Done | Fate::Skipped(_) | Fate::NotTried => Self::Done,
            })
        })
    }
}

impl From<Exit> for ExitCode {
    fn from(exit: Exit) -> Self {
        Self::from(exit.code())
    }
}

#[cfg(test)]
mod tests {
    use super::Exit::{self, *};

    const ALL: [Exit; 11] = [
        Terminated,
        Interrupted,
        Partial,
        Temporary,
        Failed,
        Locked,
        Moved,
        Refused,
        Differences,
        Incomplete,
        Done,
    ];

    #[test]
    fn the_weightier_end_wins_in_either_order() {
        for (at, heavy) in ALL.into_iter().enumerate() {
            for light in ALL.into_iter().skip(at) {
                assert_eq!(heavy.or(light), heavy);
                assert_eq!(light.or(heavy), heavy);
            }
        }
    }
}
