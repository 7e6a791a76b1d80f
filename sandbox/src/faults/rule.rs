//! One rule of what goes wrong, as a test or a user writes it.

use std::time::Duration;

use super::omit::Omission;

/// Something that goes wrong with some calls of an operation.
#[derive(Clone, Debug, PartialEq)]
pub struct Rule {
    /// The operation, for instance `PutParameter`; every operation where there is none.
    pub operation: Option<String>,
    /// Which of its calls.
    pub when: When,
    /// What happens.
    pub effect: Effect,
}

/// Which calls of an operation a rule strikes. Calls are counted for each rule and each operation by itself,
/// from when the rule was added, so that other traffic cannot move what happens; only [`When::Overall`] counts
/// all of them together.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum When {
    /// All of them.
    Every,
    /// The one of this number; the first is 1.
    Nth(u64),
    /// All up to this number.
    First(u64),
    /// All after this number.
    After(u64),
    /// The one of this number among the calls of all operations; the first is 1.
    Overall(u64),
    /// Each with this probability, by a die that the seed decides.
    Chance(f64),
}

/// What happens to a call that a rule strikes.
#[derive(Clone, Debug, PartialEq)]
pub enum Effect {
    /// It is answered with this error.
    Error {
        /// The code, for instance `TooManyUpdates`.
        code: String,
        /// The message.
        message: String,
        /// The HTTP status.
        status: u16,
        /// Whether it changes nothing, or is carried out for all that.
        moment: Moment,
    },
    /// It is answered that there were too many, in the service's words, and changes nothing.
    Throttle,
    /// The request never arrives: the connection fails and nothing is changed.
    LoseRequest,
    /// The request is carried out and the connection fails before the answer.
    LoseAnswer,
    /// It takes this much longer, on tokio's clock.
    Delay(Duration),
    /// The answer leaves this out of its lists: what has this name, id or ARN.
    Omit(String, Omission),
    /// The process that serves ends at once: before the request is carried out, or when the change is safe and
    /// before the answer.
    Crash(Moment),
    /// Neither this call nor any other is answered from now on, as for a client that was killed, until the rules
    /// are [cleared](crate::Sandbox::clear_faults). Only this one may still be carried out.
    Silence(Moment),
}

/// On which side of a request's being carried out something happens.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Moment {
    /// Before it: nothing is changed.
    Before,
    /// After it: the change is made.
    After,
}

impl Rule {
    /// A rule for one operation.
    pub fn new(operation: &str, when: When, effect: Effect) -> Self {
        Rule { operation: Some(operation.to_owned()), when, effect }
    }

    /// A rule for every operation.
    pub fn everywhere(when: When, effect: Effect) -> Self {
        Rule { operation: None, when, effect }
    }
}

impl Effect {
    /// A refusal as AWS's services word one: HTTP 400, and nothing is changed.
    pub fn error(code: &str, message: &str) -> Self {
        let (code, message) = (code.to_owned(), message.to_owned());
        Effect::Error { code, message, status: 400, moment: Moment::Before }
    }

    /// The error that says nothing of what was done: HTTP 500.
    pub fn internal(moment: Moment) -> Self {
        let (code, message) = ("InternalServerError".to_owned(), "An internal error occurred".to_owned());
        Effect::Error { code, message, status: 500, moment }
    }

    /// When it happens; a delay comes before everything.
    pub(super) fn moment(&self) -> Moment {
        match self {
            Effect::Error { moment, .. } | Effect::Crash(moment) | Effect::Silence(moment) => *moment,
            Effect::Throttle | Effect::LoseRequest | Effect::Delay(_) => Moment::Before,
            Effect::LoseAnswer | Effect::Omit(..) => Moment::After,
        }
    }
}
