//! One rule of what goes wrong, as a test or a user writes it.

use std::time::Duration;

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
/// from when the rule was added, so that other traffic cannot move what happens.
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
    /// Each with this probability, by a die that the seed decides.
    Chance(f64),
}

/// What happens to a call that a rule strikes.
#[derive(Clone, Debug, PartialEq)]
pub enum Effect {
    /// It is answered with this error and changes nothing.
    Error {
        /// The code, for instance `TooManyUpdates`.
        code: String,
        /// The message.
        message: String,
        /// The HTTP status.
        status: u16,
    },
    /// The request never arrives: the connection fails and nothing is changed.
    LoseRequest,
    /// The request is carried out and the connection fails before the answer.
    LoseAnswer,
    /// It takes this much longer, on tokio's clock.
    Delay(Duration),
    /// The process ends at once after the change is safe and before the answer.
    Crash,
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
    /// A refusal as AWS's services word one: HTTP 400.
    pub fn error(code: &str, message: &str) -> Self {
        Effect::Error { code: code.to_owned(), message: message.to_owned(), status: 400 }
    }
}
