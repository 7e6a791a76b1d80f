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
}

/// Judges what a look showed; a refusal may be what is waited for.
pub type Judge = Arc<dyn Fn(Result<&Answer, &ApiError>) -> Sight + Send + Sync>;

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
    /// Completes the request.
    pub complete: Completion,
}

/// Completes a request from every answer that the change has had so far, the preparation's read
/// last; an error says why it must not be sent.
pub type Completion = Arc<dyn Fn(&[Answer], Request) -> Result<Request, String> + Send + Sync>;

/// What a refusal may mean beside failure.
#[derive(Clone, Default)]
pub enum Already {
    /// Nothing: a refusal is a failure.
    #[default]
    Failure,
    /// With this code, from the call or from the read before it, what was asked for is so already.
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
    /// With this code other calls take its place, unless an answer was lost and the read shows
    /// that an earlier attempt has done it.
    Instead {
        /// The code.
        code: &'static str,
        /// Another code, by which only an earlier attempt is told.
        earlier: &'static str,
        /// The read that tells.
        read: Box<Request>,
        /// Whether its answer shows our own work.
        ours: Arc<dyn Fn(&Answer) -> bool + Send + Sync>,
        /// What happens, for people.
        note: &'static str,
        /// The calls that take its place.
        calls: Arc<dyn Fn() -> Vec<Call> + Send + Sync>,
    },
    /// No refusal means anything, but a lost answer does: to ask again might make a second one, so
    /// the search tells first. What it finds is the resource's `id`.
    Search(Box<Search>),
}

/// Tells whether an attempt whose answer was lost has made something: a list of what it may be,
/// and a question to each.
#[derive(Clone)]
pub struct Search {
    /// Lists what it may be.
    pub list: Request,
    /// Asks for the page after one; `None` after the last. A page may be empty while a next exists.
    pub next: Next,
    /// The ids of what was listed.
    pub ids: Ids,
    /// Asks one.
    pub ask: Arc<dyn Fn(&str) -> Request + Send + Sync>,
    /// Whether its answer shows our own work.
    pub ours: Arc<dyn Fn(&Answer) -> bool + Send + Sync>,
}

/// The request for the page after one.
pub type Next = Arc<dyn Fn(&Answer) -> Option<Request> + Send + Sync>;

/// The ids that a list tells.
pub type Ids = Arc<dyn Fn(&Answer) -> Vec<String> + Send + Sync>;

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
    pub fn prepared(
        mut self,
        read: impl Into<Request>,
        complete: impl Fn(&Answer, Request) -> Result<Request, String> + Send + Sync + 'static,
    ) -> Self {
        let complete: Completion = Arc::new(move |answers, request| match answers.last() {
            Some(read) => complete(read, request),
            None => Err("nothing was read".into()),
        });
        self.preparation = Some(Preparation { read: Some(read.into()), complete });
        self
    }

    /// Completed from the answers that the change has had before it, such as the id of what it
    /// has just made.
    pub fn following(
        mut self,
        complete: impl Fn(&[Answer], Request) -> Result<Request, String> + Send + Sync + 'static,
    ) -> Self {
        self.preparation = Some(Preparation { read: None, complete: Arc::new(complete) });
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
    pub fn checked(
        mut self,
        check: impl Fn(Option<&Answer>, &Answer) -> Verdict + Send + Sync + 'static,
    ) -> Self {
        self.check = Some(Arc::new(check));
        self
    }

    /// With a wait after it, until a read shows what is to be so.
    pub fn until(
        mut self,
        read: impl Into<Request>,
        every: Duration,
        looks: u32,
        judge: impl Fn(Result<&Answer, &ApiError>) -> Sight + Send + Sync + 'static,
    ) -> Self {
        self.until = Some(Until { read: read.into(), every, looks, judge: Arc::new(judge) });
        self
    }

    /// Every operation that it takes, in order.
    pub fn rows(&self) -> impl Iterator<Item = &'static Row> {
        let read = self.preparation.iter().filter_map(|preparation| preparation.read.as_ref());
        let until = self.until.iter().map(|until| until.read.row());
        read.map(Request::row).chain([self.request.row()]).chain(until)
    }
}

impl Already {
    /// Whether an error means that what was asked for is so already.
    pub fn done(&self, error: &ApiError) -> bool {
        matches!(self, Self::Done(code) if error.code == *code)
    }
}
