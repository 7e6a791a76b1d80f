//! A copy of the state that hears of changes later, for what AWS reads from an index of its own.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use tokio::time::Instant;

use super::state::{Batch, State};

/// How far what is read lags behind what was written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Lag {
    /// Reads see every write.
    None,
    /// A write is not seen by the next so many reads of the lagging kind.
    Calls(u32),
    /// A write is seen after so long, on tokio's clock.
    For(Duration),
}

/// A lagging copy, or none where nothing lags.
#[derive(Default)]
pub(crate) struct Stale(Mutex<Option<StaleCopy>>);

/// The copy and what it has not heard yet.
pub(crate) struct StaleCopy {
    state: State,
    lag: Lag,
    waiting: VecDeque<Waiting>,
}

struct Waiting {
    batch: Arc<Batch>,
    since: Instant,
    calls: u32,
}

impl Stale {
    /// Begins to lag behind the state as it is now, or stops lagging.
    pub(crate) fn set(&self, lag: Lag, state: &State) {
        let copy = match lag {
            Lag::None => None,
            Lag::Calls(_) | Lag::For(_) => {
                Some(StaleCopy { state: state.clone(), lag, waiting: VecDeque::new() })
            }
        };
        *self.lock() = copy;
    }

    /// Tells the copy of a change that it will make later. Called in the order of the changes.
    pub(crate) fn hear(&self, batch: &Arc<Batch>) {
        if let Some(copy) = &mut *self.lock() {
            copy.waiting.push_back(Waiting { batch: Arc::clone(batch), since: Instant::now(), calls: 0 });
        }
    }

    /// Reads from the copy, as the next call that does.
    pub(crate) fn read<T>(&self, read: impl FnOnce(&State) -> T) -> Option<T> {
        let mut copy = self.lock();
        let copy = copy.as_mut()?;
        copy.catch_up();
        Some(read(&copy.state))
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, Option<StaleCopy>> {
        // A handler that panicked has only read.
        self.0.lock().unwrap_or_else(std::sync::PoisonError::into_inner)
    }
}

impl StaleCopy {
    fn catch_up(&mut self) {
        let now = Instant::now();
        while let Some(first) = self.waiting.front() {
            let heard = match self.lag {
                Lag::None => true,
                Lag::Calls(calls) => first.calls >= calls,
                Lag::For(duration) => now.saturating_duration_since(first.since) >= duration,
            };
            if !heard {
                break;
            }
            let first = self.waiting.pop_front().expect("it was just seen");
            self.state.apply(&first.batch);
        }
        for waiting in &mut self.waiting {
            waiting.calls += 1;
        }
    }
}

/// A lag of no time is no lag.
impl From<Duration> for Lag {
    fn from(duration: Duration) -> Self {
        if duration.is_zero() { Lag::None } else { Lag::For(duration) }
    }
}
