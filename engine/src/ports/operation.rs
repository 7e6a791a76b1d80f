//! What an AWS operation is to us.

use std::future::Future;

use super::table::{Answer, Request};
use super::{ApiError, Clients, Quota};

/// One AWS operation: a row of the table.
#[derive(Debug, PartialEq, Eq)]
pub struct Row {
    /// AWS's name for it.
    pub name: &'static str,
    /// The service that answers it.
    pub service: Service,
    /// The IAM action that allows it.
    pub iam: &'static str,
    /// Whether it can change anything.
    pub access: Access,
    /// The published rate that it spends.
    pub quota: Quota,
    /// What it means when its answer is lost.
    pub lost: Lost,
    /// How many changes one call can carry; 1 where it takes one only.
    pub batch: usize,
    /// The resources whose ARNs its permission can be limited to; none where IAM knows only `*`.
    pub scope: &'static [&'static str],
}

/// A service of AWS.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Service {
    /// Systems Manager.
    Ssm,
    /// The Resource Groups Tagging API.
    Tagging,
    /// The Security Token Service.
    Sts,
    /// The Elastic Compute Cloud.
    Ec2,
    /// Secrets Manager.
    SecretsManager,
    /// CloudTrail.
    CloudTrail,
}

/// Whether an operation can change anything.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Access {
    /// It only looks.
    Read,
    /// It may change something.
    Write,
    /// It looks at OpsItems or changes them, and nothing else.
    Item,
}

/// What it means when a request was sent and no answer came.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Lost {
    /// Asking again does no harm.
    Repeat,
    /// Asking again is safe, but a refusal may then be our own first attempt: the caller looks.
    Look,
    /// Asking again may make a second one: the caller searches for the first before it does.
    Search,
}

/// An operation's input, as the SDK builds it.
pub trait Operation: Clone + Send + Sync + 'static {
    /// What AWS answers.
    type Output: Send;
    /// The operation's row.
    const ROW: &'static Row;

    /// Sends one attempt.
    ///
    /// # Errors
    /// Whatever AWS or the way to it answered, classified; its message is not masked yet.
    fn send(self, clients: &Clients) -> impl Future<Output = Result<Self::Output, ApiError>> + Send;
}

/// An operation that only looks.
#[diagnostic::on_unimplemented(
    message = "planning has no port that can write",
    label = "`{Self}` is not a read",
    note = "only `engine::apply` holds `Writes`; a plan answers calls as data"
)]
pub trait Read: Operation {}

/// An operation that may change something.
pub trait Write: Operation {}

/// An operation on OpsItems.
#[diagnostic::on_unimplemented(
    message = "the desk has OpsItems alone",
    label = "`{Self}` is not about OpsItems",
    note = "`engine::ports::Desk` can change nothing that a manifest could name"
)]
pub trait Item: Operation {}

/// A read that answers in pages.
pub trait Paged: Read {
    /// The same question from a token on.
    fn at_token(self, token: String) -> Self;
    /// The next page's token; `None` on the last page, however AWS says that.
    fn next_token(output: &Self::Output) -> Option<String>;
    /// Whether two pages list the same, be it nothing.
    fn same(one: &Self::Output, other: &Self::Output) -> bool;
}

/// What AWS answers to an operation, out of an answer to any.
pub trait Reply: Sized + 'static {
    /// The answer, where it is one to this operation.
    fn of(answer: &Answer) -> Option<&Self>;
}

/// What an operation is asked with, out of a request for any.
pub trait Ask: Into<Request> + Sized + 'static {
    /// The input, where it is one of this operation.
    fn of(request: Request) -> Option<Self>;
}
