//! Carries out one change: its calls, one after the other.

use std::time::Duration;

use schema::Tree;
use tokio_util::sync::CancellationToken;

use super::events::Event;
use super::outcome::{CallMade, Failure, accepted};
use super::search::{Found, find};
use crate::address::Address;
use crate::contract::{Already, Answers, Call, Check, Deed, Look, Preparation, Sight, Turn, Until, Verdict};
use crate::plan::{Change, Plan};
use crate::ports::{Answer, ApiError, Cause, Earlier, Performed, Request, Writes};

/// The doors of a change: its first call may still be kept back, what has begun is finished.
#[derive(Clone)]
pub(super) struct Doors {
    first: Writes,
    then: Writes,
    /// Whether whoever waits is asked to stop.
    stop: CancellationToken,
}

impl Doors {
    /// What has not begun when a stop is asked for does not begin.
    pub(super) fn until(writes: &Writes, stop: &CancellationToken) -> Self {
        Self { first: writes.until(stop), then: writes.clone(), stop: stop.clone() }
    }

    /// Whether or not a stop is asked for.
    pub(super) fn of(writes: &Writes) -> Self {
        Self { first: writes.clone(), then: writes.clone(), stop: CancellationToken::new() }
    }

    fn next(&self, made: &Made) -> &Writes {
        if made.calls.is_empty() { &self.first } else { &self.then }
    }
}

/// What carrying out a change gave.
pub(super) struct Made {
    pub(super) address: Address,
    pub(super) end: Result<(), Failure>,
    pub(super) calls: Vec<CallMade>,
    pub(super) notes: Vec<String>,
    /// Attributes that AWS told.
    pub(super) learned: Vec<(&'static str, Tree)>,
    /// The last turn that has come: calls of later ones are left.
    pub(super) turn: Turn,
    answers: Vec<Answer>,
    left: Vec<Call>,
}

impl Made {
    fn begin(address: Address) -> Self {
        Self {
            address,
            end: Ok(()),
            calls: Vec::new(),
            notes: Vec::new(),
            learned: Vec::new(),
            turn: Turn::Next,
            answers: Vec::new(),
            left: Vec::new(),
        }
    }

    /// What was not tried, since it may not be.
    pub(super) fn barred(address: Address, failure: Failure) -> Self {
        Self { end: Err(failure), ..Self::begin(address) }
    }

    /// The turn that its next call waits for, where one is left.
    pub(super) fn waits_for(&self) -> Option<Turn> {
        self.left.last().filter(|_| self.end.is_ok()).map(|call| call.turn)
    }

    /// Whether a stop came before anything of it was written.
    pub(super) fn never_begun(&self) -> bool {
        let stopped = matches!(&self.end, Err(Failure::Api(error)) if error.cause == Cause::Stopped);
        stopped && !accepted(&self.calls)
    }

    fn called(&mut self, operation: &'static str, performed: &Performed) {
        self.calls.push(CallMade {
            operation,
            refused: performed.answer.as_ref().err().map(|error| error.code.clone()),
            request_id: performed.request_id.clone(),
            attempts: performed.attempts,
        });
    }
}

/// Makes a change's calls in order, up to those whose turn has not come; the first that fails ends
/// it.
pub(super) async fn make(
    doors: &Doors,
    address: Address,
    calls: Vec<Call>,
    tell: &(dyn Fn(Event) + Sync),
) -> Made {
    let mut made = Made::begin(address);
    made.left = calls.into_iter().rev().collect();
    go_on(doors, made, tell).await
}

/// Makes the calls that waited for a turn.
pub(super) async fn resume(doors: &Doors, made: Made, turn: Turn, tell: &(dyn Fn(Event) + Sync)) -> Made {
    go_on(doors, Made { turn, ..made }, tell).await
}

async fn go_on(doors: &Doors, mut made: Made, tell: &(dyn Fn(Event) + Sync)) -> Made {
    while let Some(call) = made.left.pop() {
        if call.turn > made.turn {
            made.left.push(call);
            break;
        }
        if !call.pause.is_zero() {
            tell(Event::Pausing { address: made.address.clone(), seconds: call.pause.as_secs() });
            tokio::time::sleep(call.pause).await;
        }
        let until = call.until.clone();
        match one(doors, call, &mut made).await {
            Ok(Verdict::Done(learned)) => {
                made.learned.extend(learned);
                if let Some(until) = until
                    && let Err(failure) = wait(doors, until, &mut made, tell).await
                {
                    made.end = Err(failure);
                    break;
                }
            }
            Ok(Verdict::Mend { note, calls }) => {
                made.notes.push(note);
                made.left.extend(calls.into_iter().rev());
            }
            Ok(Verdict::Failed(reason)) => {
                made.end = Err(Failure::Wrong(reason));
                break;
            }
            Err(failure) => {
                made.end = Err(failure);
                break;
            }
        }
    }
    made
}

async fn one(doors: &Doors, call: Call, made: &mut Made) -> Result<Verdict, Failure> {
    let Call { mut request, preparation, already, check, awaits, pause: _, until: _, turn: _ } = call;
    let mut read = None;
    if let Some(Preparation { read: first, secret, complete }) = preparation {
        if let Some(first) = first {
            match perform(doors, first, made).await {
                Ok(answer) => {
                    for secret in secret.iter().flat_map(|secrets| secrets(&answer)) {
                        doors.then.reads().masks().add(&secret);
                    }
                    read = Some(made.answers.len());
                    made.answers.push(answer);
                }
                Err(error) if already.done(&error) => return Ok(Verdict::Done(Vec::new())),
                Err(error) => return Err(Failure::Api(error)),
            }
        }
        request = complete(&made.answers, request).map_err(Failure::Wrong)?;
    }
    match patiently(doors, request.clone(), awaits, made).await {
        Ok(answer) => Ok(judged(check, read, answer, made)),
        Err(error) if already.done(&error) => Ok(Verdict::Done(Vec::new())),
        Err(error) => match already {
            Already::Look { code, look } | Already::Instead { earlier: code, look, .. }
                if error.code == code && error.earlier == Earlier::Unknown =>
            {
                if is_ours(doors, *look, made).await? {
                    Ok(Verdict::Done(Vec::new()))
                } else {
                    Err(Failure::Api(error))
                }
            }
            Already::Ours { code, look } if error.code == code => match is_ours(doors, *look, made).await? {
                true => Ok(Verdict::Done(Vec::new())),
                false => Err(Failure::Api(error)),
            },
            Already::Instead { code, earlier: _, look, note, calls } if error.code == code => {
                if error.earlier == Earlier::Unknown && is_ours(doors, *look, made).await? {
                    return Ok(Verdict::Done(Vec::new()));
                }
                Ok(Verdict::Mend { note: note.to_owned(), calls: calls() })
            }
            Already::Search(search) if error.earlier == Earlier::Unknown => {
                match find(doors, *search, request, made).await? {
                    Found::Earlier(id) => Ok(Verdict::Done(vec![("id", Tree::text(id))])),
                    Found::Now(answer) => Ok(judged(check, None, *answer, made)),
                }
            }
            Already::Look { .. }
            | Already::Ours { .. }
            | Already::Instead { .. }
            | Already::Search(_)
            | Already::Done(_)
            | Already::Failure => Err(Failure::Api(error)),
        },
    }
}

/// Whether a look shows that an earlier attempt of ours has done it.
async fn is_ours(doors: &Doors, look: Look, made: &mut Made) -> Result<bool, Failure> {
    let answer = perform(doors, look.read, made).await.map_err(Failure::Api)?;
    Ok((look.ours)(&answer))
}

/// What an answer means; it is kept for the calls that follow.
fn judged(check: Option<Check>, read: Option<usize>, answer: Answer, made: &mut Made) -> Verdict {
    let verdict = match check {
        Some(check) => check(read.map(|at| &made.answers[at]), &answer),
        None => Verdict::Done(Vec::new()),
    };
    made.answers.push(answer);
    verdict
}

/// Looks that are made yet after a stop was asked for: what AWS is about to have done is not given up.
const LAST_LOOKS: u32 = 2;

/// Looks until what is waited for is so. The last look's answer is kept for the calls that follow.
async fn wait(
    doors: &Doors,
    until: Until,
    made: &mut Made,
    tell: &(dyn Fn(Event) + Sync),
) -> Result<(), Failure> {
    let Until { read, every, looks, judge, means } = until;
    let mut since_stop = 0;
    for look in 1..=looks {
        let answer = perform(doors, read.clone(), made).await;
        let sight = judge(Answers(&made.answers), answer.as_ref());
        if let Ok(answer) = answer {
            made.answers.push(answer);
        } else if sight == Sight::NotYet && look == looks && means.is_none() {
            return answer.map(|_| ()).map_err(Failure::Api);
        }
        match sight {
            Sight::Ready => return Ok(()),
            Sight::Never(reason) => return Err(Failure::Wrong(reason)),
            Sight::NotYet if look < looks => {
                since_stop += u32::from(doors.stop.is_cancelled());
                if since_stop > LAST_LOOKS {
                    let said = "AWS has taken it, and was not ready when the run was stopped: the next one looks again";
                    return Err(Failure::Wrong(said.into()));
                }
                tell(Event::Pausing { address: made.address.clone(), seconds: every.as_secs() });
                tokio::time::sleep(every).await;
            }
            Sight::NotYet => {}
        }
    }
    let waited = every.as_secs() * u64::from(looks.saturating_sub(1));
    let means = means.map(|means| format!(": {means}")).unwrap_or_default();
    Err(Failure::Wrong(format!("AWS has taken it, and it is not ready after {waited} s{means}")))
}

/// Waits between attempts of a call that AWS is not ready for, in seconds.
const WAITS: [u64; 5] = [1, 2, 4, 8, 15];

/// Asks again while AWS answers with a code that says it does not know yet what was just made.
async fn patiently(
    doors: &Doors,
    request: Request,
    awaits: Option<&'static str>,
    made: &mut Made,
) -> Result<Answer, ApiError> {
    for wait in WAITS {
        match perform(doors, request.clone(), made).await {
            Err(error) if Some(error.code.as_str()) == awaits => {
                tokio::time::sleep(Duration::from_secs(wait)).await;
            }
            end => return end,
        }
    }
    perform(doors, request, made).await
}

pub(super) async fn perform(doors: &Doors, request: Request, made: &mut Made) -> Result<Answer, ApiError> {
    let operation = request.row().name;
    let performed = doors.next(made).attempt(request).await;
    if !performed.answer.as_ref().is_err_and(|error| error.cause == Cause::Stopped) {
        made.called(operation, &performed);
    }
    performed.answer
}

/// Whether a change is a single plain call that AWS takes several of at once.
pub(super) fn joins(calls: &[Call]) -> bool {
    match calls {
        [call] => {
            call.request.row().batch > 1
                && call.preparation.is_none()
                && call.until.is_none()
                && call.pause.is_zero()
                && call.turn == Turn::Next
        }
        _ => false,
    }
}

/// Carries out changes that [`joins`] allowed and that go with each other with one call. Each judges
/// the answer for itself. What AWS refuses for one of them it refuses for all: the halves are tried
/// then, down to the one.
pub(super) async fn make_joined(doors: &Doors, changes: Vec<(Address, Call)>) -> Vec<Made> {
    let mut made = Vec::with_capacity(changes.len());
    let mut open = vec![changes];
    while let Some(mut changes) = open.pop() {
        let requests: Vec<Request> = changes.iter().map(|(_, call)| call.request.clone()).collect();
        let request = Request::join(&requests).expect("joined changes go together and fit their batch");
        let performed = doors.first.attempt(request).await;
        let refused = performed.answer.as_ref().is_err_and(|error| error.cause == Cause::Refused);
        if refused && changes.len() > 1 {
            open.push(changes.split_off(changes.len() / 2));
            open.push(changes);
        } else {
            made.extend(judged_apart(changes, &performed));
        }
    }
    made
}

/// What an answer to all of them means for each.
fn judged_apart(changes: Vec<(Address, Call)>, performed: &Performed) -> impl Iterator<Item = Made> + '_ {
    changes.into_iter().map(move |(address, call)| {
        let operation = call.request.row().name;
        let mut made = Made::begin(address);
        made.called(operation, performed);
        made.end = match &performed.answer {
            Ok(answer) => match call.check.map(|check| check(None, answer)) {
                Some(Verdict::Failed(reason)) => Err(Failure::Wrong(reason)),
                Some(Verdict::Done(_) | Verdict::Mend { .. }) | None => Ok(()),
            },
            Err(error) if call.already.done(error) => Ok(()),
            Err(error) => Err(Failure::Api(error.clone())),
        };
        made
    })
}

/// The calls that a change of a plan takes.
pub(super) fn calls(change: &Change, plan: &Plan, deed: &Deed<Tree>) -> Vec<Call> {
    change.calls(plan.changes(), plan.site(), plan.id(), deed)
}
