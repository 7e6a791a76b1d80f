//! The one loop that every call goes through: limiter, attempt, retry class, wait.

use std::collections::BTreeMap;
use std::num::NonZeroU32;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use futures_util::future::BoxFuture;
use tokio::sync::{Semaphore, SemaphorePermit};
use tokio::time::{Instant, timeout};
use tokio_util::sync::CancellationToken;

use super::error::Earlier;
use super::jitter::Jitter;
use super::limiter::{Limiter, Pass};
use super::operation::{Access, Lost, Operation, Row};
use super::pace::{Limits, Start};
use super::table::OPERATIONS;
use super::{ApiError, Cause, Clients, Masks, Quota};

/// How fast calls may go before AWS complains.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Pace {
    /// Reads unlimited until the first throttled answer, writes from the published rate upwards.
    Published,
    /// The same, and of each quota never more writes a second than this.
    AtMost(NonZeroU32),
    /// Everything unlimited until the first throttled answer: for a server that enforces no rate.
    Unlimited,
}

impl Pace {
    /// What that means for one quota.
    ///
    /// What trueup reads of parameters counts towards the same limit as what applications read: once
    /// that limit was met, half of it is theirs.
    fn limits(self, quota: Quota) -> Limits {
        let written = OPERATIONS.iter().any(|row| row.quota == quota && row.access != Access::Read);
        let published = quota.per_second();
        let most = match quota {
            Quota::ParameterGets => published / 2.0,
            _ if written => f64::INFINITY,
            _ => published,
        };
        let start = match self {
            Self::Published | Self::AtMost(_) if written && quota != Quota::Tags => Start::Published,
            // Whoever asks more than twice a second is throttled, and so is everybody else in the account.
            Self::Published | Self::AtMost(_) if quota == Quota::Trail => Start::Published,
            Self::Published | Self::AtMost(_) | Self::Unlimited => Start::Unlimited,
        };
        Limits { published, start, most }
    }

    /// What holds the writes of a quota up besides, whatever AWS would take.
    fn gate(self) -> Option<Limiter> {
        match self {
            Self::Published | Self::Unlimited => None,
            Self::AtMost(most) => {
                let most = f64::from(most.get());
                Some(Limiter::new(Limits { published: most, start: Start::Published, most }))
            }
        }
    }
}

/// How often an operation was asked, and how that went.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Count {
    /// Attempts that left.
    pub sent: u64,
    /// Of these, throttled ones.
    pub throttled: u64,
}

/// Calls by operation.
pub type Counts = BTreeMap<&'static str, Count>;

/// The way to one account and region.
#[derive(Clone)]
pub struct Line {
    shared: Arc<Inner>,
    patience: Patience,
    /// What keeps a request of which nothing can be done yet from leaving.
    stop: Option<CancellationToken>,
    /// What must allow a write before it leaves.
    leave: Option<Leave>,
}

/// Tells, just before a write leaves, whether it may.
pub type Leave = Arc<dyn Fn() -> BoxFuture<'static, bool> + Send + Sync>;

/// How long trouble of AWS's own may hold a call up.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Patience {
    /// As long as such trouble usually lasts.
    Full,
    /// Hardly: the answer is good to have and not needed.
    Short,
}

struct Inner {
    clients: Clients,
    limiters: BTreeMap<Quota, Limiter>,
    gates: BTreeMap<Quota, Limiter>,
    flight: Semaphore,
    jitter: Jitter,
    counts: Mutex<Counts>,
    masks: Masks,
}

/// How long one attempt of one call may take, to the last byte of its answer.
pub const ATTEMPT: Duration = Duration::from_secs(30);
/// Calls in flight at once: what one HTTP/1 connection pool carries without strain.
const IN_FLIGHT: usize = 32;
/// How long throttling may hold one call up before it fails.
const PATIENCE_THROTTLED: Duration = Duration::from_secs(900);
/// How long AWS's own trouble may hold one call up before it fails.
const PATIENCE_TRANSIENT: Duration = Duration::from_secs(60);
/// The same, for a call whose answer is good to have and not needed.
const PATIENCE_SHORT: Duration = Duration::from_secs(2);
/// How long a missing network may hold one call up before it fails.
const PATIENCE_NETWORK: Duration = Duration::from_secs(10);

impl Line {
    /// A line that draws its jitter from a seed.
    pub fn new(clients: Clients, pace: Pace, masks: Masks, seed: u64) -> Self {
        let limiters = Quota::ALL.into_iter().map(|quota| (quota, Limiter::new(pace.limits(quota))));
        let gates = Quota::ALL.into_iter().filter_map(|quota| Some((quota, pace.gate()?)));
        let shared = Arc::new(Inner {
            clients,
            limiters: limiters.collect(),
            gates: gates.collect(),
            flight: Semaphore::new(IN_FLIGHT),
            jitter: Jitter::new(seed),
            counts: Mutex::default(),
            masks,
        });
        Self { shared, patience: Patience::Full, stop: None, leave: None }
    }

    /// The same line for calls whose answers are good to have and not needed: AWS's own trouble
    /// holds them up for two seconds at most.
    pub(super) fn hasty(&self) -> Self {
        Self { patience: Patience::Short, ..self.clone() }
    }

    /// The same line for requests that do not leave any more once a stop is asked for.
    pub(super) fn until(&self, stop: &CancellationToken) -> Self {
        Self { stop: Some(stop.clone()), ..self.clone() }
    }

    /// The same line for writes that leave only with leave.
    pub(super) fn with_leave(&self, leave: Leave) -> Self {
        Self { leave: Some(leave), ..self.clone() }
    }

    /// How often each operation has been asked so far.
    pub fn counts(&self) -> Counts {
        self.shared.counts.lock().expect("no holder of the lock panics").clone()
    }

    /// How many calls wait for their answer.
    pub fn in_flight(&self) -> usize {
        IN_FLIGHT - self.shared.flight.available_permits()
    }

    /// What this run must never print.
    pub fn masks(&self) -> &Masks {
        &self.shared.masks
    }

    pub(super) async fn call<O: Operation>(&self, input: O) -> Result<O::Output, ApiError> {
        self.counted(input).await.0
    }

    /// Makes a call, and tells how many attempts left.
    pub(super) async fn counted<O: Operation>(&self, input: O) -> (Result<O::Output, ApiError>, u32) {
        let mut attempts = 0;
        let answer = self.attempts(input, &mut attempts).await;
        (answer, attempts)
    }

    async fn attempts<O: Operation>(&self, input: O, sent: &mut u32) -> Result<O::Output, ApiError> {
        let limiter = &self.shared.limiters[&O::ROW.quota];
        let started = Instant::now();
        let mut earlier = Earlier::NotDone;
        let mut before: Option<ApiError> = None;
        for attempt in 1.. {
            let turn = self.unless_stopped(earlier, self.turn(O::ROW)).await;
            let Some((pass, place)) = turn.flatten() else {
                // What an attempt may have done is not told as not tried.
                let error = before.unwrap_or_else(|| ApiError::stopped(O::ROW));
                return Err(error.masked(&self.shared.masks));
            };
            self.count::<O>(|count| count.sent += 1);
            *sent = attempt;
            // Boxed: what the SDK awaits within is deep, and so is what awaits this.
            let sent = Box::pin(input.clone().send(&self.shared.clients));
            let answer = timeout(ATTEMPT, sent).await;
            let answer = answer.unwrap_or_else(|_| Err(ApiError::late(O::ROW)));
            drop(place);
            let mut error = match answer {
                Ok(output) => {
                    limiter.answered(pass);
                    return Ok(output);
                }
                Err(error) => error,
            };
            match error.cause {
                Cause::Throttled => {
                    self.count::<O>(|count| count.throttled += 1);
                    limiter.throttled(pass);
                }
                Cause::Lost => {}
                _ => limiter.answered(pass),
            }
            if error.earlier == Earlier::Unknown {
                earlier = Earlier::Unknown;
            }
            let once = O::ROW.lost == Lost::Search && earlier == Earlier::Unknown;
            match self.wait(&error, attempt, started).filter(|_| !once) {
                Some(wait) => {
                    let waited = self.unless_stopped(earlier, tokio::time::sleep(wait)).await;
                    waited.ok_or_else(|| ApiError::stopped(O::ROW))?;
                    error.earlier = earlier;
                    before = (earlier == Earlier::Unknown).then_some(error);
                }
                None => {
                    error.earlier = earlier;
                    return Err(error.masked(&self.shared.masks));
                }
            }
        }
        unreachable!("the loop ends by returning")
    }

    /// Waits for a call's turn at its quota, and then for a place among those in flight; `None` where it may
    /// not leave.
    async fn turn(&self, row: &Row) -> Option<(Pass, SemaphorePermit<'_>)> {
        if let (Access::Write, Some(gate)) = (row.access, self.shared.gates.get(&row.quota)) {
            gate.pass().await;
        }
        let pass = self.shared.limiters[&row.quota].pass().await;
        // Before a place is taken: whoever tells may have to ask AWS.
        if let (Access::Write, Some(leave)) = (row.access, &self.leave)
            && !leave().await
        {
            return None;
        }
        Some((pass, self.shared.flight.acquire().await.expect("the semaphore is never closed")))
    }

    /// Waits for something before an attempt; `None` where a stop is asked for meanwhile and no attempt
    /// so far can have been carried out. What may have been done is found out.
    async fn unless_stopped<T>(&self, earlier: Earlier, wait: impl Future<Output = T>) -> Option<T> {
        match (&self.stop, earlier) {
            (Some(stop), Earlier::NotDone) => tokio::select! {
                biased;
                () = stop.cancelled() => None,
                waited = wait => Some(waited),
            },
            (Some(_), Earlier::Unknown) | (None, _) => Some(wait.await),
        }
    }

    /// How long to wait before trying again; `None` when that would not help.
    fn wait(&self, error: &ApiError, attempt: u32, started: Instant) -> Option<Duration> {
        let millis = Duration::from_millis;
        let (patience, first, most) = match error.cause {
            Cause::Throttled => (PATIENCE_THROTTLED, millis(50), Duration::from_secs(5)),
            Cause::Transient | Cause::Lost => {
                let patience = match self.patience {
                    Patience::Full => PATIENCE_TRANSIENT,
                    Patience::Short => PATIENCE_SHORT,
                };
                (patience, millis(200), Duration::from_secs(10))
            }
            Cause::Network => (PATIENCE_NETWORK, millis(250), Duration::from_secs(4)),
            Cause::Credentials | Cause::Expired | Cause::Denied | Cause::Refused | Cause::Stopped => {
                return None;
            }
        };
        let wait = self.shared.jitter.wait(attempt, first, most);
        (started.elapsed() + wait < patience).then_some(wait)
    }

    fn count<O: Operation>(&self, change: impl FnOnce(&mut Count)) {
        let mut counts = self.shared.counts.lock().expect("no holder of the lock panics");
        change(counts.entry(O::ROW.name).or_default());
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_of_parameters_leave_half_of_their_limit_to_applications() {
        for pace in [Pace::Published, Pace::AtMost(NonZeroU32::MIN), Pace::Unlimited] {
            assert_eq!(pace.limits(Quota::ParameterGets).most, Quota::ParameterGets.per_second() / 2.0);
        }
    }

    #[test]
    fn writes_begin_as_published_and_have_no_end_and_reads_the_other_way_round() {
        let limits = Pace::Published.limits(Quota::PutParameter);
        assert_eq!(limits, Limits { published: 3.0, start: Start::Published, most: f64::INFINITY });
        let limits = Pace::Published.limits(Quota::DescribeParameters);
        assert_eq!(limits, Limits { published: 3.0, start: Start::Unlimited, most: 3.0 });
    }
}
