//! What may befall a call.

use sandbox::{Effect, Moment, Rule, When};

/// What may befall a call.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fault {
    /// AWS refuses it, and would refuse it again.
    Refused,
    /// There were too many calls.
    Throttled,
    /// The connection is cut before it arrives.
    LostRequest,
    /// The connection is cut before its answer arrives.
    LostAnswer,
    /// AWS has trouble and does nothing.
    Trouble,
    /// AWS has trouble and has done it for all that.
    TroubleAfter,
    /// The process is killed before it arrives.
    KilledBefore,
    /// The process is killed before its answer arrives.
    KilledAfter,
}

impl Fault {
    pub const ALL: [Self; 8] = [
        Self::Refused,
        Self::Throttled,
        Self::LostRequest,
        Self::LostAnswer,
        Self::Trouble,
        Self::TroubleAfter,
        Self::KilledBefore,
        Self::KilledAfter,
    ];

    /// The rule by which it befalls a call, by its number among all.
    pub fn at(self, call: u64) -> Rule {
        let effect = match self {
            Self::Refused => Effect::error("AccessDeniedException", "no"),
            Self::Throttled => Effect::Throttle,
            Self::LostRequest => Effect::LoseRequest,
            Self::LostAnswer => Effect::LoseAnswer,
            Self::Trouble => Effect::internal(Moment::Before),
            Self::TroubleAfter => Effect::internal(Moment::After),
            Self::KilledBefore => Effect::Silence(Moment::Before),
            Self::KilledAfter => Effect::Silence(Moment::After),
        };
        Rule::everywhere(When::Overall(call), effect)
    }

    /// What a run makes of one.
    pub fn end(self) -> End {
        match self {
            Self::Refused => End::Told,
            Self::KilledBefore | Self::KilledAfter => End::Killed,
            Self::Throttled | Self::LostRequest | Self::LostAnswer | Self::Trouble | Self::TroubleAfter => {
                End::Overcome
            }
        }
    }
}

/// What a run makes of a fault.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum End {
    /// It says which change failed, or why nothing was changed.
    Told,
    /// Nothing: it would pass by itself, and everything is done all the same.
    Overcome,
    /// It ends with it.
    Killed,
}
