//! Waits between attempts. The die is a hash of a seed and a counter, so a run can be repeated.

use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

/// Draws waits.
pub(super) struct Jitter {
    seed: u64,
    drawn: AtomicU64,
}

impl Jitter {
    pub(super) fn new(seed: u64) -> Self {
        Self { seed, drawn: AtomicU64::new(0) }
    }

    /// A wait before the attempt that follows `attempt`, between half of and the whole of a base
    /// that doubles from `first` up to `most`.
    pub(super) fn wait(&self, attempt: u32, first: Duration, most: Duration) -> Duration {
        let base = first.saturating_mul(1 << attempt.saturating_sub(1).min(16)).min(most);
        let counter = self.drawn.fetch_add(1, Ordering::Relaxed);
        let hash = blake3::hash(&[self.seed.to_le_bytes(), counter.to_le_bytes()].concat());
        let draw = u16::from_le_bytes([hash.as_bytes()[0], hash.as_bytes()[1]]);
        base.mul_f64(0.5 + f64::from(draw) / f64::from(u16::MAX) / 2.0)
    }
}
