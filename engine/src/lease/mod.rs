//! The lease: which apply of a site may write.
//!
//! Leases lie beside the record, numbered, one parameter each. Taking one means creating the number
//! after the highest that was there when the run began, and AWS lets one run alone create a name: so
//! of two runs that saw the same, one gets it, and whoever finds the number taken knows that another
//! run was here since it looked. A lease is let go by writing over it, never by deleting it at once: a name that
//! was deleted cannot be made again for half a minute, and the next run must not wait for that.
//!
//! It keeps runs out of each other's way and is not what correctness leans on: without it two
//! applies still write nothing that a later one would not mend. To plan takes none.

mod content;
mod seen;
mod words;

pub use content::{Grip, Lease};
pub use seen::{Seen, seen};

pub(crate) use seen::name;
pub(crate) use words::{create, overwrite, tidy};

use std::sync::Arc;
use std::time::Duration;

use jiff::{SignedDuration, Timestamp};

/// How long a lease lasts that nobody renews: a run that was killed holds others up no longer.
pub const LIFE: SignedDuration = SignedDuration::from_secs(180);
/// How often it is renewed meanwhile.
pub(crate) const RENEWED: Duration = Duration::from_secs(60);

/// Tells the time.
pub type Clock = Arc<dyn Fn() -> Timestamp + Send + Sync>;

/// Who takes a lease, and what for.
#[derive(Clone)]
pub struct Tenant {
    /// The run, drawn at random: what tells our own lease from another's.
    pub run: String,
    /// Who, for people.
    pub owner: String,
    /// What for, for people.
    pub purpose: String,
    /// Why another's lease is taken away, where it is to be.
    pub breaks: Option<String>,
    /// The process, in a form that [`gone`](Self::gone) can judge; `None` where nothing can.
    pub process: Option<String>,
    /// Whether the process of another's lease is certainly gone.
    pub gone: fn(&str) -> bool,
    /// Tells the time.
    pub clock: Clock,
}

impl Tenant {
    /// The lease that it holds from now on, for [`LIFE`].
    pub(crate) fn lease(&self) -> Lease {
        let until = (self.clock)().checked_add(LIFE).unwrap_or(Timestamp::MAX);
        self.with(Grip::Held { until })
    }

    /// The lease that it has let go.
    pub(crate) fn released(&self) -> Lease {
        self.with(Grip::Released)
    }

    /// Whether another's lease keeps it out.
    pub fn kept_out_by(&self, lease: &Lease) -> bool {
        let gone = || lease.process.as_deref().is_some_and(self.gone);
        lease.holds((self.clock)()) && self.breaks.is_none() && !gone()
    }

    fn with(&self, grip: Grip) -> Lease {
        let (run, owner, purpose) = (self.run.clone(), self.owner.clone(), self.purpose.clone());
        Lease { run, owner, purpose, breaks: self.breaks.clone(), process: self.process.clone(), grip }
    }
}
