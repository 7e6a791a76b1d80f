//! One site on its way: what git asks for there, and the line to AWS.

use engine::contract::Exposure;
use engine::ports::{Line, Reads, Writes};
use engine::resolve::{Desired, Place};

use crate::connect::Life;

/// One site on its way.
pub struct Stage<'a> {
    /// The site, with the account that answers there.
    pub place: Place<'a>,
    /// What git asks for, secrets at hand.
    pub desired: Desired,
    /// The way to AWS.
    line: Line,
    /// How long its credentials last.
    pub life: Life,
}

impl<'a> Stage<'a> {
    /// A site that is ready to be looked at.
    pub fn new(place: Place<'a>, desired: Desired, line: Line, life: Life) -> Self {
        Self { place, desired, line, life }
    }

    /// The door that only looks.
    pub fn reads(&self) -> Reads {
        Reads::new(self.line.clone())
    }

    /// The door that writes; for `apply` and `destroy`, once somebody agreed.
    pub fn writes(&self) -> Writes {
        Writes::new(self.line.clone())
    }

    /// Counts the calls that wait for their answer, whenever it is asked.
    pub fn in_flight(&self) -> impl Fn() -> usize + Send + use<> {
        let line = self.line.clone();
        move || line.in_flight()
    }

    /// How many calls were made so far.
    pub fn calls(&self) -> u64 {
        self.line.counts().values().map(|count| count.sent).sum()
    }
}

/// What a `--without-secrets` flag means.
pub fn exposure(without_secrets: bool) -> Exposure {
    if without_secrets { Exposure::Withhold } else { Exposure::Compare }
}
