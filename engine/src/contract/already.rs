//! What a refusal may mean beside failure: that it is so already, perhaps by an earlier attempt of ours.

use std::sync::Arc;

use super::call::Call;
use crate::ports::{Answer, ApiError, Reply, Request};

/// What a refusal may mean beside failure.
#[derive(Clone, Default)]
pub enum Already {
    /// Nothing: a refusal is a failure.
    #[default]
    Failure,
    /// With this code, from the call or from the read before it, what was asked for is so already.
    Done(&'static str),
    /// With this code, and only after an answer was lost, an earlier attempt may have done it.
    Look {
        /// The code.
        code: &'static str,
        /// What tells.
        look: Box<Look>,
    },
    /// With this code, an earlier run may have done it as well as an attempt of this one.
    Ours {
        /// The code.
        code: &'static str,
        /// What tells.
        look: Box<Look>,
    },
    /// With this code other calls take its place, unless an answer was lost and a look shows that an
    /// earlier attempt has done it.
    Instead {
        /// The code.
        code: &'static str,
        /// Another code, by which only an earlier attempt is told.
        earlier: &'static str,
        /// What tells.
        look: Box<Look>,
        /// What happens, for people.
        note: &'static str,
        /// The calls that take its place.
        calls: Arc<dyn Fn() -> Vec<Call> + Send + Sync>,
    },
    /// No refusal means anything, but a lost answer does: to ask again might make a second one, so
    /// the search tells first. What it finds is the resource's `id`.
    Search(Box<Search>),
}

/// A read that tells whether an earlier attempt has done it.
#[derive(Clone)]
pub struct Look {
    /// The read.
    pub read: Request,
    /// Whether its answer shows our own work.
    pub ours: Ours,
}

/// Whether an answer shows our own work.
pub type Ours = Arc<dyn Fn(&Answer) -> bool + Send + Sync>;

/// The question for the page after one.
pub type Next = Arc<dyn Fn(&Answer) -> Option<Request> + Send + Sync>;

/// The ids on a page.
pub type Ids = Arc<dyn Fn(&Answer) -> Vec<String> + Send + Sync>;

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
    pub ours: Ours,
}

impl Look {
    /// A read, and what its answer must show.
    pub fn new<R: Reply>(
        read: impl Into<Request>,
        ours: impl Fn(&R) -> bool + Send + Sync + 'static,
    ) -> Self {
        Self { read: read.into(), ours: shows(ours) }
    }
}

impl Search {
    /// A list, how it goes on from a page and what ids a page holds, and the question to each.
    pub fn new<L: Reply, R: Reply>(
        list: impl Into<Request>,
        next: impl Fn(&L) -> Option<Request> + Send + Sync + 'static,
        ids: impl Fn(&L) -> Vec<String> + Send + Sync + 'static,
        ask: impl Fn(&str) -> Request + Send + Sync + 'static,
        ours: impl Fn(&R) -> bool + Send + Sync + 'static,
    ) -> Self {
        Self {
            list: list.into(),
            next: Arc::new(move |answer| L::of(answer).and_then(&next)),
            ids: Arc::new(move |answer| L::of(answer).map(&ids).unwrap_or_default()),
            ask: Arc::new(ask),
            ours: shows(ours),
        }
    }
}

fn shows<R: Reply>(ours: impl Fn(&R) -> bool + Send + Sync + 'static) -> Ours {
    Arc::new(move |answer| R::of(answer).is_some_and(&ours))
}

impl Already {
    /// A look after a lost answer, where AWS refuses with a code.
    pub fn look(code: &'static str, look: Look) -> Self {
        Self::Look { code, look: Box::new(look) }
    }

    /// The same look whoever was refused: an attempt of this run, or one that an earlier run has done.
    pub fn by_whichever_run(self) -> Self {
        match self {
            Self::Look { code, look } => Self::Ours { code, look },
            other => other,
        }
    }

    /// Whether an error means that what was asked for is so already.
    pub fn done(&self, error: &ApiError) -> bool {
        matches!(self, Self::Done(code) if error.code == *code)
    }
}
