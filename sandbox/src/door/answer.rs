//! The way of a request through the door.
//!
//! # Flow
//! Operation, delay, rate, injected error or lost request, types, constraints, client token, handler, undo or
//! keep, disk, lost answer. Whatever is refused before the handler has changed nothing; whatever is answered
//! with success is on the disk, where there is one.

use std::sync::RwLock;
use std::time::Duration;

use http::{HeaderMap, Request, Response};
use hyper::body::Bytes;

use crate::calls::{Calls, End};
use crate::clock::Clock;
use crate::facts::{Operation, Protocol};
use crate::faults::{Buckets, Effect, Rules, Strike, Throughput, omit};
use crate::handler::{Caller, Ids, Refusal, Registry, uuid};
use crate::notices::Notices;
use crate::operations;
use crate::settings::{Checks, Pages, Quotas, Rates, ReservedTags, Settings};
use crate::store::{Disk, Scope, Stale, State, View};
use crate::wire::{self, Envelope, Front, Outcome};

/// The connection failed, by a fault rule: the client does not learn whether its request was carried out.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the connection was lost")]
pub struct Lost;

/// Everything behind the two ways in.
pub(crate) struct Door {
    pub(super) registry: Registry,
    pub(super) state: RwLock<State>,
    /// None where the sandbox lives in memory only.
    pub(super) disk: Option<Disk>,
    pub(super) tags: Stale,
    pub(super) parameters: Stale,
    pub(super) quotas: Quotas,
    pub(super) settling: i64,
    pub(super) pages: Pages,
    pub(super) reserved_tags: ReservedTags,
    pub(super) checks: Checks,
    pub(super) ids: Ids,
    clock: Clock,
    rates: Rates,
    latency: Duration,
    buckets: Buckets,
    pub(crate) rules: Rules,
    pub(crate) calls: Calls,
    pub(crate) notices: Notices,
}

impl Door {
    pub(crate) fn new(registry: Registry, state: State, disk: Option<Disk>, settings: Settings) -> Self {
        let Settings {
            rates,
            quotas,
            latency,
            seed,
            clock,
            faults,
            tag_lag,
            describe_lag,
            settling,
            pages,
            reserved_tags,
            checks,
        } = settings;
        let (tags, parameters) = (Stale::default(), Stale::default());
        tags.set(tag_lag, &state);
        parameters.set(describe_lag, &state);
        Door {
            registry,
            state: RwLock::new(state),
            disk,
            tags,
            parameters,
            quotas,
            settling: i64::try_from(settling.as_millis()).unwrap_or(i64::MAX),
            pages,
            reserved_tags,
            checks,
            ids: Ids::new(seed),
            clock,
            rates,
            latency,
            buckets: Buckets::default(),
            rules: Rules::new(seed, faults),
            calls: Calls::default(),
            notices: Notices::default(),
        }
    }

    /// Answers one request.
    pub(crate) async fn answer(&self, request: Request<Bytes>) -> Result<Response<Bytes>, Lost> {
        let front = match wire::read(request) {
            Ok(front) => front,
            Err((protocol, refusal)) => return Ok(self.seal(protocol, None, &Err(refusal))),
        };
        let operation = front.operation;
        self.rules.until_silent(false).await;
        let strike = self.rules.strike(operation.name);
        let outcome = self.outcome(&front, &strike).await;
        let (outcome, end) = match outcome {
            Ok(outcome) => {
                let end = end_of(&outcome);
                (Ok(outcome), end)
            }
            Err(lost) => (Err(lost), End::Failed),
        };
        if let Ok(Err(Refusal { notice: Some(notice), .. })) = &outcome {
            self.notices.give(notice);
        }
        self.calls.count(operation.name, end);
        Ok(self.seal(operation.protocol, Some(operation), &outcome?))
    }

    /// Answers a request whose body is not read, because it is too large for any operation.
    pub(crate) fn too_large(&self, headers: &HeaderMap) -> Response<Bytes> {
        let message = "The request is larger than any operation takes";
        let refusal = Refusal::new("RequestEntityTooLargeException", message).with_status(413);
        self.seal(wire::protocol(headers), None, &Err(refusal))
    }

    async fn outcome(&self, front: &Front, strike: &Strike) -> Result<Outcome, Lost> {
        let delay = self.latency + strike.delay;
        if !delay.is_zero() {
            tokio::time::sleep(delay).await;
        }
        let now = self.clock.now();
        let caller =
            self.see(Scope::everywhere(), |view| Caller::of(&front.credential.access_key, view, now));
        let caller = match caller {
            Ok(caller) => caller,
            Err(refusal) => return Ok(Err(refusal)),
        };
        let scope = Scope::new(&caller.account, &front.credential.region);
        if let Some(refusal) = self.throttled(scope, front.operation) {
            return Ok(Err(refusal));
        }
        if let Some(effect) = &strike.before {
            return self.strike(front.operation, effect).await;
        }
        let (outcome, saved) = self.run(front, scope, &caller, now);
        if let Some(saved) = saved
            && !matches!(saved.await, Ok(Ok(())))
        {
            return Ok(Err(Refusal::internal("The sandbox's file can no longer be written")));
        }
        match &strike.after {
            Some(effect) => self.strike(front.operation, effect).await,
            None => Ok(outcome.map(|mut reply| {
                strike.omits.iter().for_each(|(item, omission)| omit(&mut reply, item, *omission));
                reply
            })),
        }
    }

    /// What ends a call in the place of its outcome.
    async fn strike(&self, operation: &Operation, effect: &Effect) -> Result<Outcome, Lost> {
        match effect {
            Effect::Throttle => Ok(Err(too_many(operation))),
            Effect::Error { code, message, status, moment: _ } => {
                Ok(Err(Refusal::new(code.clone(), message).with_status(*status)))
            }
            Effect::LoseRequest | Effect::LoseAnswer => Err(Lost),
            Effect::Crash(_) => std::process::abort(),
            Effect::Silence(_) => {
                self.rules.fall_silent();
                std::future::pending().await
            }
            Effect::Delay(_) | Effect::Omit(..) => unreachable!("it ends no call"),
        }
    }

    fn throttled(&self, scope: Scope, operation: &Operation) -> Option<Refusal> {
        if self.rates == Rates::Unlimited {
            return None;
        }
        let high = self.see(scope, operations::high_throughput);
        let throughput = if high { Throughput::High } else { Throughput::Default };
        (!self.buckets.take(scope, operation, throughput)).then(|| too_many(operation))
    }

    fn see<T>(&self, scope: Scope, look: impl FnOnce(&View<'_>) -> T) -> T {
        let state = self.state.read().expect("handlers' panics are caught within the lock");
        look(&View::new(&state, scope))
    }

    /// Writes a response around the outcome.
    fn seal(
        &self,
        protocol: Protocol,
        operation: Option<&'static Operation>,
        outcome: &Outcome,
    ) -> Response<Bytes> {
        let now = self.clock.now();
        let request_id = uuid(self.ids.draw(now));
        Envelope { protocol, operation, request_id: &request_id, now }.seal(outcome)
    }

    /// What time it is, in milliseconds since 1970.
    pub(crate) fn now(&self) -> i64 {
        self.clock.now()
    }

    /// Looks at everything that is held.
    pub(crate) fn state<T>(&self, look: impl FnOnce(&State) -> T) -> T {
        look(&self.state.read().expect("handlers' panics are caught within the lock"))
    }
}

/// How an operation's service says that there were too many requests.
fn too_many(operation: &Operation) -> Refusal {
    match operation.service {
        "ec2" => Refusal::new("RequestLimitExceeded", "Request limit exceeded.").with_status(503),
        "tagging" => Refusal::new("ThrottledException", "Rate exceeded"),
        "sts" => Refusal::new("Throttling", "Rate exceeded"),
        _ => Refusal::new("ThrottlingException", "Rate exceeded"),
    }
}

/// The codes by which the services say that there were too many requests.
const THROTTLING: &[&str] =
    &["RequestLimitExceeded", "ThrottledException", "Throttling", "ThrottlingException"];

fn end_of(outcome: &Outcome) -> End {
    match outcome {
        Ok(_) => End::Answered,
        Err(refusal) if THROTTLING.contains(&&*refusal.code) => End::Throttled,
        Err(_) => End::Failed,
    }
}
