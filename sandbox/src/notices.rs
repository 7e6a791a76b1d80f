//! What whoever serves a sandbox should know, whether its clients show it or not.

use std::collections::BTreeSet;
use std::sync::{Mutex, PoisonError};

use tokio::sync::Notify;

/// As many as are told: a client may ask for any name.
const MOST: usize = 1000;

/// Notices that wait to be told, each once in the sandbox's life.
#[derive(Default)]
pub(crate) struct Notices {
    given: Mutex<Given>,
    more: Notify,
}

#[derive(Default)]
struct Given {
    ever: BTreeSet<String>,
    waiting: Vec<String>,
}

impl Notices {
    pub(crate) fn give(&self, notice: &str) {
        let mut given = self.given.lock().unwrap_or_else(PoisonError::into_inner);
        if given.ever.len() < MOST && given.ever.insert(notice.to_owned()) {
            given.waiting.push(notice.to_owned());
            self.more.notify_one();
        }
    }

    /// Waits for notices and takes them.
    pub(crate) async fn take(&self) -> Vec<String> {
        loop {
            let waiting = {
                let mut given = self.given.lock().unwrap_or_else(PoisonError::into_inner);
                std::mem::take(&mut given.waiting)
            };
            if !waiting.is_empty() {
                return waiting;
            }
            self.more.notified().await;
        }
    }
}
