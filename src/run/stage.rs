//! One site on its way: what git asks for there, and the line to AWS.

use std::sync::Arc;
use std::sync::atomic::AtomicUsize;
use std::sync::atomic::Ordering::Relaxed;

use engine::contract::Exposure;
use engine::ports::{Desk, Line, Reads, Writes, abreast};
use engine::resolve::{Desired, Place};

use crate::app::App;
use crate::connect::Life;
use crate::error::Result;
use crate::outlet::Busy;
use crate::terminal::Terminal;
use crate::view::text::counted;

/// One site on its way.
pub struct Stage<'a> {
    /// The site, with the account that answers there.
    pub place: Place<'a>,
    /// What git asks for, secrets at hand.
    pub desired: Desired,
    /// The way to AWS.
    line: Line,
    terminal: Terminal,
    /// How long its credentials last.
    pub life: Life,
}

impl<'a> Stage<'a> {
    /// A site that is ready to be looked at.
    pub fn new(app: &App, place: Place<'a>, desired: Desired, line: Line, life: Life) -> Self {
        Self { place, desired, line, terminal: app.terminal, life }
    }

    /// The door that only looks.
    pub fn reads(&self) -> Reads {
        Reads::new(self.line.clone())
    }

    /// The door that writes; for `apply` and `destroy`, once somebody agreed.
    pub fn writes(&self) -> Writes {
        Writes::new(self.line.clone())
    }

    /// The door that has OpsItems alone; for `drift`, where it is asked for.
    pub fn desk(&self) -> Desk {
        Desk::new(self.line.clone())
    }

    /// Counts the calls that wait for their answer, whenever it is asked.
    pub fn in_flight(&self) -> impl Fn() -> usize + Send + use<> {
        let line = self.line.clone();
        move || line.in_flight()
    }

    /// How many calls were made so far.
    pub fn calls(&self) -> u64 {
        sent(&self.line)
    }

    /// The run is busy with reading the site, until what this gives is dropped.
    pub fn reading(&self) -> Busy {
        let (site, line) = (self.place.site.to_string(), self.line.clone());
        self.terminal.busy_with(move || {
            let calls = counted(usize::try_from(sent(&line)).unwrap_or(usize::MAX), "call", "calls");
            match line.counts().values().map(|count| count.throttled).sum::<u64>() {
                0 => format!("reading {site}, {calls}"),
                throttled => format!("reading {site}, {calls}, {throttled} throttled"),
            }
        })
    }

    /// The run is busy with something else about the site: `taking`.
    pub fn busy(&self, doing: &str) -> Busy {
        self.terminal.busy(format!("{doing} {}", self.place.site))
    }
}

/// Reads sites, a few at a time, and gives what each is told as in the order of the sites.
///
/// # Errors
/// That of the first site that has one.
pub async fn read_each<'s, 'a, T>(
    terminal: Terminal,
    stages: &'s [Stage<'a>],
    look: impl AsyncFn(&'s Stage<'a>) -> Result<T>,
) -> Result<Vec<T>> {
    if let [only] = stages {
        let _busy = only.reading();
        return Ok(vec![look(only).await?]);
    }
    let (total, done) = (stages.len(), Arc::new(AtomicUsize::new(0)));
    let read = Arc::clone(&done);
    let _busy = terminal.busy_with(move || format!("reading {total} sites, {} read", read.load(Relaxed)));
    let answers = abreast(stages, async |stage| {
        let answer = look(stage).await;
        done.fetch_add(1, Relaxed);
        answer
    });
    answers.await.into_iter().collect()
}

fn sent(line: &Line) -> u64 {
    line.counts().values().map(|count| count.sent).sum()
}

/// What a `--without-secrets` flag means.
pub fn exposure(without_secrets: bool) -> Exposure {
    if without_secrets { Exposure::Withhold } else { Exposure::Compare }
}
