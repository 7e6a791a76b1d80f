//! Two doors by type: to plan a write does not compile.

use std::collections::BTreeSet;

use tokio_util::sync::CancellationToken;

use super::operation::{Item, Paged, Read};
use super::progress::{Page, Progress};
use super::table::{Answer, Performed, Request};
use super::{ApiError, Counts, Leave, Line, Masks};

/// The door that only looks.
///
/// A read goes through it:
/// ```
/// # use aws_sdk_ssm::operation::get_parameter::builders::GetParameterInputBuilder;
/// # async fn plan(reads: engine::ports::Reads) {
/// let _ = reads.call(GetParameterInputBuilder::default()).await;
/// # }
/// ```
/// A write does not compile:
/// ```compile_fail,E0277
/// # use aws_sdk_ssm::operation::put_parameter::builders::PutParameterInputBuilder;
/// # async fn plan(reads: engine::ports::Reads) {
/// let _ = reads.call(PutParameterInputBuilder::default()).await;
/// # }
/// ```
#[derive(Clone)]
pub struct Reads(Line);

/// The door that also writes. Only `engine::apply` is handed one.
#[derive(Clone)]
pub struct Writes(Line);

/// The door that has OpsItems alone: whatever else AWS holds stays as it is.
///
/// ```compile_fail,E0277
/// # use aws_sdk_ssm::operation::put_parameter::builders::PutParameterInputBuilder;
/// # async fn night(desk: engine::ports::Desk) {
/// let _ = desk.call(PutParameterInputBuilder::default()).await;
/// # }
/// ```
#[derive(Clone)]
pub struct Desk(Line);

impl Desk {
    /// Opens the door on a line.
    pub fn new(line: Line) -> Self {
        Self(line)
    }

    /// Asks for one thing, or says one.
    ///
    /// # Errors
    /// What AWS answered to the last attempt.
    pub async fn call<O: Item>(&self, input: O) -> Result<O::Output, ApiError> {
        self.0.call(input).await
    }

    /// What this run must never tell.
    pub fn masks(&self) -> &Masks {
        self.0.masks()
    }
}

impl Reads {
    /// Opens the door on a line.
    pub fn new(line: Line) -> Self {
        Self(line)
    }

    /// The door for questions whose answers are good to have and not needed: little is waited for.
    pub fn hasty(&self) -> Self {
        Self(self.0.hasty())
    }

    /// Asks one question.
    ///
    /// # Errors
    /// What AWS answered to the last attempt.
    pub async fn call<O: Read>(&self, input: O) -> Result<O::Output, ApiError> {
        self.0.call(input).await
    }

    /// Asks page by page, until the last: a page may be empty while a next one exists.
    ///
    /// # Errors
    /// What AWS answered to the last attempt; also when AWS hands out a token twice, or goes on without
    /// an end.
    pub async fn pages<O: Paged>(&self, input: O) -> Result<Vec<O::Output>, ApiError> {
        Ok(self.pages_up_to(input, usize::MAX).await?.0)
    }

    /// The same up to a number of pages, one at least; and whether these are all.
    ///
    /// # Errors
    /// Those of [`pages`](Self::pages).
    pub async fn pages_up_to<O: Paged>(
        &self,
        input: O,
        most: usize,
    ) -> Result<(Vec<O::Output>, bool), ApiError> {
        let mut pages: Vec<O::Output> = Vec::new();
        let mut progress = Progress::default();
        let mut seen = BTreeSet::new();
        let mut next = input.clone();
        loop {
            let page = self.call(next).await?;
            let Some(token) = O::next_token(&page) else {
                pages.push(page);
                return Ok((pages, true));
            };
            if !seen.insert(token.clone()) {
                return Err(ApiError::endless(O::ROW, "AWS handed out the same page token twice".into()));
            }
            let same = pages.last().is_some_and(|before| O::same(before, &page));
            progress.on(O::ROW, if same { Page::Same } else { Page::New })?;
            pages.push(page);
            if pages.len() >= most {
                return Ok((pages, false));
            }
            next = input.clone().at_token(token);
        }
    }

    /// How often each operation has been asked so far.
    pub fn counts(&self) -> Counts {
        self.0.counts()
    }

    /// What this run must never print.
    pub fn masks(&self) -> &Masks {
        self.0.masks()
    }
}

impl Writes {
    /// Opens the door on a line.
    pub fn new(line: Line) -> Self {
        Self(line)
    }

    /// The door for what need not begin: its requests do not leave any more once a stop is asked for.
    pub fn until(&self, stop: &CancellationToken) -> Self {
        Self(self.0.until(stop))
    }

    /// The door for what may be done only as long as somebody gives leave.
    pub fn with_leave(&self, leave: Leave) -> Self {
        Self(self.0.with_leave(leave))
    }

    /// Carries out a request.
    ///
    /// # Errors
    /// What AWS answered to the last attempt; [`Cause::Stopped`](super::Cause::Stopped) where it did
    /// not leave.
    pub async fn perform(&self, request: Request) -> Result<Answer, ApiError> {
        self.attempt(request).await.answer
    }

    /// Carries out a request, and tells what that took.
    pub async fn attempt(&self, request: Request) -> Performed {
        // Boxed: a request of any operation is large, and so is every future around it.
        Box::pin(request.perform(&self.0)).await
    }

    /// The door that only looks, on the same line.
    pub fn reads(&self) -> Reads {
        Reads(self.0.clone())
    }
}
