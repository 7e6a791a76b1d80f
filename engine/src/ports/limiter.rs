//! One quota's pace: additive increase, multiplicative decrease, on tokio's clock.

use std::sync::Mutex;
use std::time::Duration;

use tokio::time::{Instant, sleep_until};

/// Whether the limiter holds back before AWS has complained.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Start {
    /// Hold the published rate from the first call.
    Published,
    /// Hold nothing back until the first throttled answer, then the published rate.
    Unlimited,
}

/// Spreads the calls of one quota.
pub(super) struct Limiter {
    published: f64,
    state: Mutex<State>,
}

struct State {
    /// Calls a second; `None` holds nothing back.
    rate: Option<f64>,
    /// When the next call may leave.
    next: Instant,
    /// When the rate last fell: answers to calls that left before it say nothing new.
    fell: Option<Instant>,
}

/// A call that was let through.
#[derive(Clone, Copy)]
pub(super) struct Pass {
    left: Instant,
}

/// The rate never falls below this share of the published one.
const FLOOR: f64 = 1.0 / 16.0;
/// What one success gives back, as a share of the published rate.
const CLIMB: f64 = 0.02;
/// A call may leave this much early, so that timer granularity costs no quota.
const EARLY: Duration = Duration::from_millis(2);

impl Limiter {
    pub(super) fn new(published: f64, start: Start) -> Self {
        let rate = match start {
            Start::Published => Some(published),
            Start::Unlimited => None,
        };
        Self { published, state: Mutex::new(State { rate, next: Instant::now(), fell: None }) }
    }

    /// Waits until a call may leave.
    pub(super) async fn pass(&self) -> Pass {
        let slot = {
            let mut state = self.lock();
            let now = Instant::now();
            match state.rate {
                None => now,
                Some(rate) => {
                    let slot = state.next.max(now);
                    state.next = slot + Duration::from_secs_f64(1.0 / rate);
                    slot
                }
            }
        };
        if slot > Instant::now() + EARLY {
            sleep_until(slot).await;
        }
        Pass { left: Instant::now() }
    }

    /// An answer came that was not a throttling.
    pub(super) fn answered(&self) {
        let mut state = self.lock();
        if let Some(rate) = state.rate.filter(|rate| *rate < self.published) {
            state.rate = Some((rate + self.published * CLIMB).min(self.published));
        }
    }

    /// A throttled answer came to a call.
    pub(super) fn throttled(&self, pass: Pass) {
        let mut state = self.lock();
        if state.fell.is_some_and(|fell| pass.left <= fell) {
            return;
        }
        let now = Instant::now();
        let rate = match state.rate {
            None => self.published,
            Some(rate) => (rate / 2.0).max(self.published * FLOOR),
        };
        state.rate = Some(rate);
        state.fell = Some(now);
        state.next = state.next.max(now + Duration::from_secs_f64(1.0 / rate));
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, State> {
        self.state.lock().expect("no holder of the lock panics")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    async fn seconds(limiter: &Limiter, calls: u32) -> f64 {
        let start = Instant::now();
        for _ in 0..calls {
            limiter.pass().await;
            limiter.answered();
        }
        start.elapsed().as_secs_f64()
    }

    #[tokio::test(start_paused = true)]
    async fn holds_the_published_rate() {
        let limiter = Limiter::new(3.0, Start::Published);
        let took = seconds(&limiter, 31).await;
        assert!((9.9..10.1).contains(&took), "{took}");
    }

    #[tokio::test(start_paused = true)]
    async fn holds_nothing_back_until_throttled_then_the_published_rate() {
        let limiter = Limiter::new(3.0, Start::Unlimited);
        assert!(seconds(&limiter, 100).await < 0.01);
        let pass = limiter.pass().await;
        limiter.throttled(pass);
        let took = seconds(&limiter, 30).await;
        assert!((9.9..10.1).contains(&took), "{took}");
    }

    #[tokio::test(start_paused = true)]
    async fn a_burst_of_throttled_answers_halves_once_and_the_rate_climbs_back() {
        let limiter = Limiter::new(10.0, Start::Published);
        let pass = limiter.pass().await;
        for _ in 0..5 {
            limiter.throttled(pass);
        }
        assert_eq!(limiter.lock().rate, Some(5.0));
        seconds(&limiter, 60).await;
        assert_eq!(limiter.lock().rate, Some(10.0));
    }
}
