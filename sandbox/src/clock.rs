//! What time it is in the sandbox's AWS.

use std::fmt;
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};
use std::time::Duration;

use jiff::Timestamp;

/// A source of the time of day; clones share it. Rates, latency and lag do not go by it but by tokio's clock.
#[derive(Clone)]
pub struct Clock(Source);

#[derive(Clone)]
enum Source {
    System,
    Manual(Arc<AtomicI64>),
    Tokio { start: i64, since: tokio::time::Instant },
}

impl Clock {
    /// The computer's clock.
    pub fn system() -> Self {
        Clock(Source::System)
    }

    /// A clock that stands still until it is [advanced](Clock::advance).
    pub fn fixed(at: Timestamp) -> Self {
        Clock(Source::Manual(Arc::new(AtomicI64::new(at.as_millisecond()))))
    }

    /// A clock that begins at an instant and goes with tokio's clock, which a test may pause.
    pub fn with_tokio(start: Timestamp) -> Self {
        Clock(Source::Tokio { start: start.as_millisecond(), since: tokio::time::Instant::now() })
    }

    /// Moves a fixed clock; the others go by themselves and are left as they are.
    pub fn advance(&self, by: Duration) {
        if let Source::Manual(now) = &self.0 {
            now.fetch_add(milliseconds(by), Ordering::SeqCst);
        }
    }

    /// The present in milliseconds since 1970, the precision that AWS answers with.
    pub(crate) fn now(&self) -> i64 {
        match &self.0 {
            Source::System => Timestamp::now().as_millisecond(),
            Source::Manual(now) => now.load(Ordering::SeqCst),
            Source::Tokio { start, since } => start + milliseconds(since.elapsed()),
        }
    }
}

fn milliseconds(duration: Duration) -> i64 {
    i64::try_from(duration.as_millis()).unwrap_or(i64::MAX)
}

impl fmt::Debug for Clock {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let name = match &self.0 {
            Source::System => "Clock::system",
            Source::Manual(_) => "Clock::fixed",
            Source::Tokio { .. } => "Clock::with_tokio",
        };
        write!(f, "{name}({})", self.now())
    }
}
