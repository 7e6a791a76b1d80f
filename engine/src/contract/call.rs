//! Calls as data: what a kind answers, and only `engine/apply` carries out.
//!
//! A call holds closures over answers of any operation, since calls of all kinds stand in one list. Kinds
//! write them over the answer that they expect; that it is that one is checked here, once.

use std::sync::Arc;
use std::time::Duration;

use schema::{SecretText, Tree};

use super::already::Already;
use crate::ports::{Answer, ApiError, Ask, Reply, Request, Row};

/// One write, and what belongs to it.
#[derive(Clone)]
pub struct Call {
    /// What is asked of AWS.
    pub request: Request,
    /// How long to wait before it.
    pub pause: Duration,
    /// What completes the request just before it leaves.
    pub preparation: Option<Preparation>,
    /// What a refusal may mean beside failure.
    pub already: Already,
    /// Judges the answer.
    pub check: Option<Check>,
    /// What must be so before the next call leaves.
    pub until: Option<Until>,
    /// When it may leave.
    pub turn: Turn,
    /// The code by which AWS says that it does not know yet what was made just before.
    pub awaits: Option<&'static str>,
}

/// What must be so in AWS before a change goes on: a read that is asked again and again.
#[derive(Clone)]
pub struct Until {
    /// The read.
    pub read: Request,
    /// The wait between two looks.
    pub every: Duration,
    /// How often to look at most.
    pub looks: u32,
    /// Judges what a look showed.
    pub judge: Judge,
    /// What it means that it is never so, where that is known.
    pub means: Option<&'static str>,
}

/// How often one looks where AWS takes its time: each two seconds for two minutes.
pub const EVERY: Duration = Duration::from_secs(2);
/// See [`EVERY`].
pub const LOOKS: u32 = 61;

/// Judges what a look showed beside the answers that the change has had before it; a refusal may be what is
/// waited for.
pub type Judge = Arc<dyn Fn(Answers<'_>, Result<&Answer, &ApiError>) -> Sight + Send + Sync>;

/// What a look showed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Sight {
    /// It is so.
    Ready,
    /// It is not so yet.
    NotYet,
    /// It will never be so, and why.
    Never(String),
}

/// When a call may leave.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord)]
pub enum Turn {
    /// When the call before it is done.
    #[default]
    Next,
    /// When everything else of the plan has succeeded: what it takes away is in use until then.
    /// Dependents do not wait for it.
    Last,
    /// When all that hangs on the resource is as wanted, last calls included, whatever else
    /// failed: it lets the resource act again.
    Resume,
}

/// What completes a request just before it leaves.
#[derive(Clone)]
pub struct Preparation {
    /// A read to make first.
    pub read: Option<Request>,
    /// The secrets that the read brings along, which AWS may repeat when it refuses what follows.
    pub secret: Option<Learn>,
    /// Completes the request.
    pub complete: Completion,
}

/// The secrets in an answer.
pub type Learn = fn(&Answer) -> Vec<SecretText>;

/// Completes a request from every answer that the change has had so far, the preparation's read
/// last; an error says why it must not be sent.
pub type Completion = Arc<dyn Fn(&[Answer], Request) -> Result<Request, String> + Send + Sync>;

/// Every answer that a change has had so far.
#[derive(Clone, Copy)]
pub struct Answers<'a>(pub &'a [Answer]);

impl<'a> Answers<'a> {
    /// The last answer to an operation.
    pub fn last<R: Reply>(self) -> Option<&'a R> {
        self.0.iter().rev().find_map(R::of)
    }
}

/// Judges an answer, given the preparation's.
pub type Check = Arc<dyn Fn(Option<&Answer>, &Answer) -> Verdict + Send + Sync>;

/// What an answer means.
pub enum Verdict {
    /// All as asked. What it teaches of the resource's attributes, by name.
    Done(Vec<(&'static str, Tree)>),
    /// AWS accepted and yet did not do it.
    Failed(String),
    /// Done, but something must be mended at once.
    Mend {
        /// What happened, for people.
        note: String,
        /// The calls that mend it.
        calls: Vec<Call>,
    },
}

impl Verdict {
    /// What an answer teaches that should have brought the id of what was made.
    pub fn made(id: Option<&str>) -> Self {
        match id {
            Some(id) => Self::Done(vec![("id", Tree::text(id))]),
            None => Self::Failed("AWS did not say which one it made".into()),
        }
    }
}

/// What is said where an answer is one to another operation than was asked for.
const STRANGE: &str = "AWS answered another operation";

impl Call {
    /// A call that is just its request.
    pub fn new(request: impl Into<Request>) -> Self {
        Self {
            request: request.into(),
            pause: Duration::ZERO,
            preparation: None,
            already: Already::Failure,
            check: None,
            until: None,
            turn: Turn::Next,
            awaits: None,
        }
    }

    /// With a wait before it.
    pub fn after(mut self, pause: Duration) -> Self {
        self.pause = pause;
        self
    }

    /// With a read just before it, whose answer completes the request.
    pub fn prepared<R: Reply, I: Ask>(
        mut self,
        read: impl Into<Request>,
        complete: impl Fn(&R, I) -> Result<I, String> + Send + Sync + 'static,
    ) -> Self {
        let complete: Completion = Arc::new(move |answers, request| {
            let (read, input) =
                (answers.last().and_then(R::of).ok_or(STRANGE)?, I::of(request).ok_or(STRANGE)?);
            complete(read, input).map(Into::into)
        });
        self.preparation = Some(Preparation { read: Some(read.into()), secret: None, complete });
        self
    }

    /// With the secrets that its preparation reads.
    pub fn learning(mut self, secret: Learn) -> Self {
        if let Some(preparation) = &mut self.preparation {
            preparation.secret = Some(secret);
        }
        self
    }

    /// Completed from the answers that the change has had before it, such as the id of what it
    /// has just made.
    pub fn following<I: Ask>(
        mut self,
        complete: impl Fn(Answers<'_>, I) -> Result<I, String> + Send + Sync + 'static,
    ) -> Self {
        let complete: Completion = Arc::new(move |answers, request| {
            complete(Answers(answers), I::of(request).ok_or(STRANGE)?).map(Into::into)
        });
        self.preparation = Some(Preparation { read: None, secret: None, complete });
        self
    }

    /// Not before everything else of the plan has succeeded; what follows it waits too.
    pub fn last(mut self) -> Self {
        self.turn = Turn::Last;
        self
    }

    /// Not before all that hangs on the resource is as wanted.
    pub fn resuming(mut self) -> Self {
        self.turn = Turn::Resume;
        self
    }

    /// Asked again for a while where AWS answers with this code: it reads a write of its own late.
    pub fn awaits(mut self, code: &'static str) -> Self {
        self.awaits = Some(code);
        self
    }

    /// With what a refusal may mean.
    pub fn already(mut self, already: Already) -> Self {
        self.already = already;
        self
    }

    /// With a judge of its answer.
    pub fn checked<R: Reply>(mut self, check: impl Fn(&R) -> Verdict + Send + Sync + 'static) -> Self {
        self.check = Some(Arc::new(move |_, answer| match R::of(answer) {
            Some(answer) => check(answer),
            None => Verdict::Failed(STRANGE.into()),
        }));
        self
    }

    /// With a judge of its answer beside what its preparation has read.
    pub fn checked_with<P: Reply, R: Reply>(
        mut self,
        check: impl Fn(&P, &R) -> Verdict + Send + Sync + 'static,
    ) -> Self {
        self.check = Some(Arc::new(move |read, answer| match (read.and_then(P::of), R::of(answer)) {
            (Some(read), Some(answer)) => check(read, answer),
            (None, _) | (_, None) => Verdict::Failed(STRANGE.into()),
        }));
        self
    }

    /// With a wait after it, until a read shows what is to be so.
    pub fn until<R: Reply>(
        mut self,
        read: impl Into<Request>,
        every: Duration,
        looks: u32,
        judge: impl Fn(Answers<'_>, Result<&R, &ApiError>) -> Sight + Send + Sync + 'static,
    ) -> Self {
        let judge: Judge = Arc::new(move |answers, look| match look.map(R::of) {
            Ok(Some(answer)) => judge(answers, Ok(answer)),
            Ok(None) => Sight::Never(STRANGE.into()),
            Err(error) => judge(answers, Err(error)),
        });
        self.until = Some(Until { read: read.into(), every, looks, judge, means: None });
        self
    }

    /// With what it means that what is waited for never comes.
    pub fn or_else(mut self, means: &'static str) -> Self {
        self.until = self.until.map(|until| Until { means: Some(means), ..until });
        self
    }

    /// Every operation that it takes, in order.
    pub fn rows(&self) -> impl Iterator<Item = &'static Row> {
        let read = self.preparation.iter().filter_map(|preparation| preparation.read.as_ref());
        let until = self.until.iter().map(|until| until.read.row());
        read.map(Request::row).chain([self.request.row()]).chain(until)
    }
}
