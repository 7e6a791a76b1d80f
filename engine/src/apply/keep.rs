//! Writes the record around a run: before what it must remember is made, and when all is done.

use super::events::Event;
use super::make::{Doors, make};
use super::outcome::{CallMade, Failure, Fate, Kept, Outcome, Stop};
use crate::address::Address;
use crate::plan::{Change, Done, Keep, Plan, Said};
use crate::record::Laid;

/// What the first writing of the record gave.
pub(super) struct Begun {
    /// Why it was not written, and so nothing may be made that it must remember.
    pub(super) barred: Option<Failure>,
    /// Where its pieces lie by now.
    laid: Laid,
    calls: Vec<CallMade>,
}

/// Has the record remember what a plan is about to make.
pub(super) async fn begin(plan: &Plan, doors: &Doors, tell: &(dyn Fn(Event) + Sync)) -> Begun {
    let said = plan.record().and_then(|keep| Some((keep, keep.first(plan.changes())?)));
    let laid = plan.record().map(Keep::laid).unwrap_or_default();
    let mut begun = Begun { barred: None, laid, calls: Vec::new() };
    if let Some((keep, record)) = said {
        begun.barred = say(keep, &Said::Put(record), doors, tell, &mut begun).await.err();
    }
    begun
}

/// Has the record say what was done. What was made stands in it since before.
pub(super) async fn end(
    plan: &Plan,
    mut begun: Begun,
    outcome: &Outcome,
    doors: &Doors,
    tell: &(dyn Fn(Event) + Sync),
) -> (Kept, Vec<CallMade>) {
    if let Some(failure) = begun.barred {
        return (Kept::Failed(failure), begun.calls);
    }
    // Whoever has lost its credentials or its lease may say nothing any more.
    if matches!(outcome.stopped, Some(Stop::Credentials | Stop::Lease)) {
        return (Kept::Fine, begun.calls);
    }
    let said = plan
        .record()
        .and_then(|keep| Some((keep, keep.last(plan.changes(), plan.declared(), &done(outcome))?)));
    let Some((keep, said)) = said else { return (Kept::Fine, begun.calls) };
    let kept = match say(keep, &said, doors, tell, &mut begun).await {
        Ok(()) => Kept::Fine,
        Err(failure) => Kept::Failed(failure),
    };
    (kept, begun.calls)
}

fn done(outcome: &Outcome) -> Done {
    if outcome.all_done() {
        return Done::All;
    }
    let done = outcome.results.iter().filter(|result| matches!(result.fate, Fate::Done));
    Done::Some(done.map(|result| result.address.clone()).collect())
}

/// Whether a change makes something that the record must remember first.
pub(super) fn needs(plan: &Plan, change: &Change) -> bool {
    plan.record().is_some_and(|keep| keep.first(std::slice::from_ref(change)).is_some())
}

async fn say(
    keep: &Keep,
    said: &Said,
    doors: &Doors,
    tell: &(dyn Fn(Event) + Sync),
    begun: &mut Begun,
) -> Result<(), Failure> {
    let address = Address::new("Parameter", keep.name());
    let (calls, laid) = keep.say(said, begun.laid);
    // Boxed: a request of any operation is large, and so is every future around it.
    let made = Box::pin(make(doors, address, calls, tell)).await;
    begun.calls.extend(made.calls);
    begun.laid = laid;
    made.end
}
