//! How often each operation was called, for tests that assert counts.

use std::collections::BTreeMap;
use std::sync::{Mutex, MutexGuard, PoisonError};

/// How an operation's calls ended.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct CallCount {
    /// With success.
    pub answered: u64,
    /// Refused because the rate was exceeded.
    pub throttled: u64,
    /// Refused for another reason, or lost.
    pub failed: u64,
}

/// How one call ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum End {
    Answered,
    Throttled,
    Failed,
}

/// The counts of every operation that was called.
#[derive(Default)]
pub(crate) struct Calls(Mutex<BTreeMap<String, CallCount>>);

impl Calls {
    pub(crate) fn count(&self, operation: &str, end: End) {
        let mut calls = self.lock();
        if !calls.contains_key(operation) {
            calls.insert(operation.to_owned(), CallCount::default());
        }
        let count = calls.get_mut(operation).expect("it was just put there");
        match end {
            End::Answered => count.answered += 1,
            End::Throttled => count.throttled += 1,
            End::Failed => count.failed += 1,
        }
    }

    pub(crate) fn get(&self) -> BTreeMap<String, CallCount> {
        self.lock().clone()
    }

    pub(crate) fn reset(&self) {
        self.lock().clear();
    }

    fn lock(&self) -> MutexGuard<'_, BTreeMap<String, CallCount>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
