//! Waits for a quota's turn, on tokio's clock. How fast that goes is the [`Learner`]'s business.
//!
//! One call waits for its time, the others wait for that one: whoever goes away before has taken no
//! time from those behind.

use std::sync::Mutex;
use std::time::Duration;

use tokio::time::{Instant, sleep_until};

use super::pace::{Learner, Limits};

/// Spreads the calls of one quota.
pub(super) struct Limiter {
    born: Instant,
    /// Who waits for the next moment.
    turn: tokio::sync::Mutex<()>,
    state: Mutex<State>,
}

struct State {
    pace: Learner,
    /// When the next call may leave, since the limiter was born.
    next: Duration,
}

/// A call that was let through: when it left.
#[derive(Clone, Copy)]
pub(super) struct Pass(Duration);

/// A call may leave this much early, so that timer granularity costs no quota.
const EARLY: Duration = Duration::from_millis(2);

impl Limiter {
    pub(super) fn new(limits: Limits) -> Self {
        let state = State { pace: Learner::new(limits), next: Duration::ZERO };
        Self { born: Instant::now(), turn: tokio::sync::Mutex::default(), state: Mutex::new(state) }
    }

    /// Waits until a call may leave. Whoever drops this before has never been here.
    pub(super) async fn pass(&self) -> Pass {
        let _turn = self.turn.lock().await;
        loop {
            match self.leave() {
                Ok(pass) => return pass,
                Err(later) => sleep_until(later).await,
            }
        }
    }

    /// Lets a call leave, or says when to ask again.
    fn leave(&self) -> Result<Pass, Instant> {
        let now = self.now();
        let mut state = self.lock();
        if state.next > now + EARLY {
            return Err(self.born + state.next);
        }
        state.pace.leaves(now);
        state.next = state.next.max(now) + state.pace.gap();
        Ok(Pass(now))
    }

    /// An answer came that was not a throttling.
    pub(super) fn answered(&self, pass: Pass) {
        self.lock().pace.answered(pass.0);
    }

    /// A throttled answer came to a call: the next one waits for the quota to be filled again.
    pub(super) fn throttled(&self, pass: Pass) {
        let now = self.now();
        let mut state = self.lock();
        if state.pace.throttled(pass.0, now) {
            state.next = state.next.max(now + state.pace.gap());
        }
    }

    fn now(&self) -> Duration {
        self.born.elapsed()
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, State> {
        self.state.lock().expect("no holder of the lock panics")
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use tokio::sync::Semaphore;
    use tokio::task::JoinSet;
    use tokio::time::sleep;

    use super::super::pace::Start;
    use super::*;

    const PUBLISHED: f64 = 3.0;

    fn limits(start: Start) -> Limits {
        Limits { published: PUBLISHED, start, most: f64::INFINITY }
    }

    /// AWS as far as a limiter sees it: a bucket that is refilled, a way there, and a way back.
    struct Server {
        /// Calls a second; infinite where there is no quota.
        quota: f64,
        bucket: Mutex<(f64, Instant)>,
        answered: Mutex<u32>,
        throttled: Mutex<u32>,
    }

    const WAY: Duration = Duration::from_millis(10);

    impl Server {
        /// A server that saves up what is not used for so many seconds.
        fn new(quota: f64, seconds: f64) -> Self {
            let bucket = Mutex::new((quota * seconds, Instant::now()));
            Self { quota, bucket, answered: Mutex::default(), throttled: Mutex::default() }
        }

        fn take(&self, full: f64) -> bool {
            let mut bucket = self.bucket.lock().expect("unpoisoned");
            let (tokens, at) = *bucket;
            let filled = (tokens + at.elapsed().as_secs_f64() * self.quota).min(full);
            let enough = filled >= 1.0 || self.quota.is_infinite();
            *bucket = (if enough { filled - 1.0 } else { filled }, Instant::now());
            enough
        }

        async fn call(&self, full: f64) -> bool {
            sleep(WAY).await;
            let taken = self.take(full);
            sleep(WAY).await;
            *if taken { &self.answered } else { &self.throttled }.lock().expect("unpoisoned") += 1;
            taken
        }
    }

    /// Makes so many calls, 32 at once, each tried again until it is taken; ends early at a deadline.
    /// What was answered, what was throttled, and the seconds that it took.
    async fn make(calls: u32, quota: f64, saved: f64, deadline: Duration) -> (u32, u32, f64) {
        let server = Arc::new(Server::new(quota, saved));
        let limiter = Arc::new(Limiter::new(limits(Start::Published)));
        let places = Arc::new(Semaphore::new(32));
        let started = Instant::now();
        let mut tasks = JoinSet::new();
        for _ in 0..calls {
            let place = places.clone().acquire_owned().await.expect("open");
            if started.elapsed() >= deadline {
                break;
            }
            let (server, limiter) = (server.clone(), limiter.clone());
            tasks.spawn(async move {
                for attempt in 0_u32.. {
                    let pass = limiter.pass().await;
                    if server.call(quota * saved).await {
                        limiter.answered(pass);
                        break;
                    }
                    limiter.throttled(pass);
                    sleep(Duration::from_millis(50 << attempt.min(6))).await;
                }
                drop(place);
            });
        }
        if started.elapsed() >= deadline {
            tasks.abort_all();
        }
        while tasks.join_next().await.is_some() {}
        let count = |of: &Mutex<u32>| *of.lock().expect("unpoisoned");
        (count(&server.answered), count(&server.throttled), started.elapsed().as_secs_f64())
    }

    #[tokio::test(start_paused = true)]
    async fn a_quota_is_found_and_used_up_whatever_it_is() {
        for quota in [3.0, 10.0, 40.0] {
            for saved in [1.0, 2.0, 10.0] {
                let (answered, throttled, seconds) =
                    make(u32::MAX, quota, saved, Duration::from_secs(120)).await;
                let share = f64::from(answered) / (quota * seconds);
                let told = format!("{quota} a second, {saved} s saved: {share:.3}, {throttled} throttled");
                assert!(share >= 0.95, "{told} of {answered}");
                assert!(throttled * 20 <= answered + throttled, "{told} of {answered}");
            }
        }
    }

    #[tokio::test(start_paused = true)]
    async fn where_there_is_no_quota_a_thousand_calls_take_less_than_ten_seconds() {
        let (answered, throttled, seconds) = make(1000, f64::INFINITY, 0.0, Duration::MAX).await;
        assert_eq!((answered, throttled), (1000, 0));
        assert!(seconds < 10.0, "{seconds}");
    }

    #[tokio::test(start_paused = true)]
    async fn what_is_cancelled_while_it_waits_holds_nobody_up() {
        let limiter = Arc::new(Limiter::new(limits(Start::Published)));
        limiter.pass().await;
        let mut waiting = JoinSet::new();
        for _ in 0..31 {
            let limiter = limiter.clone();
            waiting.spawn(async move { limiter.pass().await });
        }
        sleep(Duration::from_millis(100)).await;
        waiting.shutdown().await;
        let asked = Instant::now();
        limiter.pass().await;
        assert!(asked.elapsed().as_secs_f64() <= 1.0 / PUBLISHED, "{:?}", asked.elapsed());
    }

    #[tokio::test(start_paused = true)]
    async fn whoever_asks_first_leaves_first() {
        let limiter = Arc::new(Limiter::new(limits(Start::Published)));
        let order = Arc::new(Mutex::new(Vec::new()));
        let mut tasks = JoinSet::new();
        for number in 0..5 {
            let (limiter, order) = (limiter.clone(), order.clone());
            tasks.spawn(async move {
                limiter.pass().await;
                order.lock().expect("unpoisoned").push(number);
            });
        }
        while tasks.join_next().await.is_some() {}
        assert_eq!(*order.lock().expect("unpoisoned"), [0, 1, 2, 3, 4]);
    }

    #[tokio::test(start_paused = true)]
    async fn nothing_is_held_back_until_the_first_throttled_answer() {
        let limiter = Limiter::new(limits(Start::Unlimited));
        let started = Instant::now();
        for _ in 0..100 {
            limiter.pass().await;
        }
        assert!(started.elapsed() < Duration::from_millis(10));
        let pass = limiter.pass().await;
        limiter.throttled(pass);
        let started = Instant::now();
        limiter.pass().await;
        assert!(started.elapsed().as_secs_f64() > 0.9 / PUBLISHED);
    }
}
