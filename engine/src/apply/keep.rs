//! Writes the record around a run: before what it must remember is made, and when all is done.

use super::events::Event;
use super::make::{Doors, make};
use super::outcome::{CallMade, Failure, Kept, Outcome};
use crate::address::Address;
use crate::plan::{Change, Keep, Plan, Said};

/// What the first writing of the record gave.
pub(super) struct Begun {
    /// Why it was not written, and so nothing may be made that it must remember.
    pub(super) barred: Option<Failure>,
    calls: Vec<CallMade>,
}

/// Has the record remember what a plan is about to make.
pub(super) async fn begin(plan: &Plan, doors: &Doors, tell: &(dyn Fn(Event) + Sync)) -> Begun {
    let said = plan.record().and_then(|keep| Some((keep, keep.first(plan.changes())?)));
    let mut calls = Vec::new();
    let barred = match said {
        Some((keep, record)) => say(keep, &Said::Put(record), doors, tell, &mut calls).await.err(),
        None => None,
    };
    Begun { barred, calls }
}

/// Has the record say what was done, where all of it was. Otherwise it stays: what was made stands
/// in it since before, and what was not applied must not.
pub(super) async fn end(
    plan: &Plan,
    begun: Begun,
    outcome: &Outcome,
    doors: &Doors,
    tell: &(dyn Fn(Event) + Sync),
) -> (Kept, Vec<CallMade>) {
    let Begun { barred, mut calls } = begun;
    if let Some(failure) = barred {
        return (Kept::Failed(failure), calls);
    }
    let keep = plan.record().filter(|_| outcome.all_done());
    let Some((keep, said)) = keep.and_then(|keep| Some((keep, keep.last(plan.changes(), plan.declared())?)))
    else {
        return (Kept::Fine, calls);
    };
    let kept = match say(keep, &said, doors, tell, &mut calls).await {
        Ok(()) => Kept::Fine,
        Err(failure) => Kept::Failed(failure),
    };
    (kept, calls)
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
    calls: &mut Vec<CallMade>,
) -> Result<(), Failure> {
    let address = Address::new("Parameter", &keep.name);
    // Boxed: a request of any operation is large, and so is every future around it.
    let made = Box::pin(make(doors, address, vec![keep.call(said)], tell)).await;
    calls.extend(made.calls);
    made.end
}
