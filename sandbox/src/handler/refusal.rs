//! Why an operation did not do what it was asked.

use std::borrow::Cow;

use crate::facts::Name;
use crate::tree::Record;

/// What a handler answers.
pub(crate) type Answer = Result<Record, Refusal>;

/// An error in AWS's terms.
#[derive(Clone)]
pub(crate) struct Refusal {
    pub(crate) code: Cow<'static, str>,
    pub(crate) message: Option<String>,
    /// Overrides the status of the model.
    pub(crate) status: Option<u16>,
    /// What else the error's shape says, such as the name of what is missing.
    pub(crate) members: Record,
    /// What whoever serves the sandbox is told beside it.
    pub(crate) notice: Option<String>,
}

impl Refusal {
    pub(crate) fn new(code: impl Into<Cow<'static, str>>, message: impl Into<String>) -> Self {
        Refusal { message: Some(message.into()), ..Refusal::bare(code) }
    }

    /// An error that AWS sends without any message.
    pub(crate) fn bare(code: impl Into<Cow<'static, str>>) -> Self {
        Refusal { code: code.into(), message: None, status: None, members: Record::new(), notice: None }
    }

    pub(crate) fn validation(message: impl Into<String>) -> Self {
        Refusal::new("ValidationException", message)
    }

    /// The sandbox itself has failed.
    pub(crate) fn internal(message: impl Into<String>) -> Self {
        Refusal { status: Some(500), ..Refusal::new("InternalServerError", message) }
    }

    /// Says a member of the error beside its message.
    pub(crate) fn naming(mut self, member: Name, value: &str) -> Self {
        self.members.set(member, value);
        self
    }

    pub(crate) fn with_status(self, status: u16) -> Self {
        Refusal { status: Some(status), ..self }
    }
}
