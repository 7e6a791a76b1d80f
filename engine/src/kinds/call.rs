//! Calls as data: what a kind answers, and only `engine/apply` carries out.

use std::sync::Arc;
use std::time::Duration;

use schema::Tree;

use crate::ports::{Answer, ApiError, Request, Row};

/// One write, and what belongs to it.
#[derive(Clone)]
pub struct Call {
    /// What is asked of AWS.
    pub request: Request,
    /// How long to wait before it.
    pub pause: Duration,
    /// A read just before, whose answer completes the request.
    pub preparation: Option<Preparation>,
    /// What a refusal may mean beside failure.
    pub already: Already,
    /// Judges the answer.
    pub check: Option<Check>,
}

/// A read just before a write, whose answer completes the request.
#[derive(Clone)]
pub struct Preparation {
    /// The read.
    pub read: Request,
    /// Completes the request.
    pub complete: Completion,
}

/// Completes a request from what was read; an error says why it must not be sent.
pub type Completion = Arc<dyn Fn(&Answer, Request) -> Result<Request, String> + Send + Sync>;

/// What a refusal may mean beside failure.
#[derive(Clone, Default)]
pub enum Already {
    /// Nothing: a refusal is a failure.
    #[default]
    Failure,
    /// With this code, what was asked for is so already.
    Done(&'static str),
    /// With this code, and only after an answer was lost, an earlier attempt may have done it: the
    /// read tells.
    Look {
        /// The code.
        code: &'static str,
        /// The read that tells.
        read: Box<Request>,
        /// Whether its answer shows our own work.
        ours: Arc<dyn Fn(&Answer) -> bool + Send + Sync>,
    },
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

impl Call {
    /// A call that is just its request.
    pub fn new(request: impl Into<Request>) -> Self {
        Self {
            request: request.into(),
            pause: Duration::ZERO,
            preparation: None,
            already: Already::Failure,
            check: None,
        }
    }

    /// With a wait before it.
    pub fn after(mut self, pause: Duration) -> Self {
        self.pause = pause;
        self
    }

    /// With a read just before it.
    pub fn prepared(
        mut self,
        read: impl Into<Request>,
        complete: impl Fn(&Answer, Request) -> Result<Request, String> + Send + Sync + 'static,
    ) -> Self {
        self.preparation = Some(Preparation { read: read.into(), complete: Arc::new(complete) });
        self
    }

    /// With what a refusal may mean.
    pub fn already(mut self, already: Already) -> Self {
        self.already = already;
        self
    }

    /// With a judge of its answer.
    pub fn checked(
        mut self,
        check: impl Fn(Option<&Answer>, &Answer) -> Verdict + Send + Sync + 'static,
    ) -> Self {
        self.check = Some(Arc::new(check));
        self
    }

    /// Every operation that it takes, in order.
    pub fn rows(&self) -> impl Iterator<Item = &'static Row> {
        self.preparation.iter().map(|preparation| preparation.read.row()).chain([self.request.row()])
    }
}

impl Already {
    /// Whether an error means that what was asked for is so already.
    pub fn done(&self, error: &ApiError) -> bool {
        matches!(self, Self::Done(code) if error.code == *code)
    }
}
