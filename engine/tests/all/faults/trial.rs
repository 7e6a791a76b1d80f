//! One run with faults, and what must hold after one more without.

use std::collections::BTreeSet;
use std::time::Duration;

use engine::Address;
use engine::apply::{Failure, Fate, Leaving, Outcome, Settled};
use engine::approve::Refusal;
use engine::contract::Depth;
use engine::plan::{Frame, Goal, Plan, plan};
use sandbox::Sandbox;
use tokio_util::sync::CancellationToken;

use super::account::{Account, Row};
use super::fault::{End, Fault};
use super::lease::Turn;
use super::scenario::Scenario;
use crate::world::{World, summary};

/// How a run ended.
pub enum Ended {
    /// Nothing was changed, since something stood against it.
    Refused(Box<Plan>, Refusal),
    /// It came to its end.
    Applied(Box<Plan>, Box<Outcome>, Settled),
    /// Nothing was changed, since it did not get its turn.
    Untaken(String),
    /// It was killed.
    Killed,
}

/// Runs a scenario once without faults: how many calls that takes, and what it leaves.
pub async fn rehearse(scenario: &Scenario) -> (u64, Account) {
    let sandbox = scenario.account();
    let world = World::process(&sandbox, 1);
    let ended = run(&world, scenario).await;
    honest(Fault::Throttled, &ended).unwrap_or_else(|reason| panic!("{}: {reason}", scenario.name));
    let made = world.calls().values().sum();
    assert!(plans(&world, scenario).await.empty());
    (made, Account::of(&sandbox))
}

/// How many calls a run makes before its apply, its turn included.
pub async fn reads(scenario: &Scenario) -> u64 {
    let sandbox = scenario.account();
    let world = World::process(&sandbox, 1);
    let place = scenario.desired.record.as_ref().expect("the estate keeps a record");
    let turn = Turn::wait(&world, place, world.frame().id).await.expect("answered");
    plans(&world, scenario).await;
    let hold = turn.take(&world, place, &CancellationToken::new()).await.expect("free");
    drop(hold);
    world.calls().values().sum()
}

/// Lets a fault befall a call of a run, runs once more without faults, and tells what is not then as
/// it must be.
pub async fn endure(scenario: &Scenario, fault: Fault, call: u64, expected: &Account) -> Result<(), String> {
    let sandbox = scenario.account();
    sandbox.add_fault(fault.at(call));
    let world = World::process(&sandbox, 1);
    let ended = tokio::select! {
        biased;
        () = sandbox.silenced() => Ended::Killed,
        ended = run(&world, scenario) => ended,
    };
    drop(world);
    honest(fault, &ended)?;
    let done = match &ended {
        Ended::Applied(_, outcome, _) => done(outcome),
        Ended::Refused(..) | Ended::Untaken(_) | Ended::Killed => BTreeSet::new(),
    };
    sandbox.clear_faults();
    recover(&sandbox, scenario, &done).await?;
    lawful(&Account::of(&sandbox), &Account::of(&scenario.start).made(), expected)
}

/// Asks a run to stop once it has made some calls, runs once more, and tells what is not then as it must
/// be.
pub async fn stop(scenario: &Scenario, calls: u64, expected: &Account) -> Result<(), String> {
    let sandbox = scenario.account();
    let world = World::process(&sandbox, 1);
    let stop = CancellationToken::new();
    let watch = async {
        // Every call takes longer than that, so none goes by unseen.
        while sandbox.calls().values().map(|count| count.answered + count.failed).sum::<u64>() < calls {
            tokio::time::sleep(Duration::from_millis(1)).await;
        }
        stop.cancel();
        std::future::pending::<()>().await;
    };
    let ended = tokio::select! {
        ended = Box::pin(run_until(&world, scenario, &stop)) => ended,
        () = watch => unreachable!("it waits for ever"),
    };
    let Ended::Applied(plan, outcome, _) = ended else { return Err("it stopped before its apply".into()) };
    complete(&plan, &outcome)?;
    let failed = outcome.results.iter().find(|result| matches!(result.fate, Fate::Failed(Failure::Api(_))));
    if let Some(failed) = failed {
        return Err(format!("what has begun is finished, and this is not: {failed:?}"));
    }
    drop(world);
    recover(&sandbox, scenario, &done(&outcome)).await?;
    lawful(&Account::of(&sandbox), &Account::of(&scenario.start).made(), expected)
}

/// One run of a process: observe, plan, approve, apply, settle.
pub async fn run(world: &World, scenario: &Scenario) -> Ended {
    // Boxed: the future of a whole run is deeper than the compiler follows.
    Box::pin(run_until(world, scenario, &CancellationToken::new())).await
}

/// The same, until somebody asks it to stop.
async fn run_until(world: &World, scenario: &Scenario, stop: &CancellationToken) -> Ended {
    let place = scenario.desired.record.as_ref().expect("the estate keeps a record");
    let turn = match Turn::wait(world, place, world.frame().id).await {
        Ok(turn) => turn,
        Err(error) => return Ended::Untaken(error.to_string()),
    };
    let now = Box::pin(plans(world, scenario)).await;
    let approved = match world.approve(now.clone()) {
        Ok(approved) => approved,
        Err(refusal) => return Ended::Refused(Box::new(now), refusal),
    };
    let hold = match Box::pin(turn.take(world, place, stop)).await {
        Ok(hold) => hold,
        Err(untaken) => return Ended::Untaken(untaken.to_string()),
    };
    // Boxed: the future around every operation is large.
    let outcome = Box::pin(world.carry_out_approved_until(approved, stop)).await;
    let settled = Box::pin(world.settle_to(&scenario.desired, &outcome, scenario.goal)).await;
    let leaving = match scenario.goal {
        Goal::Destroy if outcome.whole() => Leaving::Nothing,
        Goal::Destroy | Goal::Converge => Leaving::Site,
    };
    // A lease that could not be let go ends by itself.
    let _ = hold.release(leaving).await;
    Ended::Applied(Box::new(now), Box::new(outcome), settled)
}

pub async fn plans(world: &World, scenario: &Scenario) -> Plan {
    let live = world.live(&scenario.desired, Depth::Owned).await;
    plan(&scenario.desired, &live, Frame { goal: scenario.goal, ..world.frame() })
}

/// Every change is listed once, and a fault that passes by itself has failed none.
pub fn honest(fault: Fault, ended: &Ended) -> Result<(), String> {
    match (fault.end(), ended) {
        (End::Killed, Ended::Killed) | (End::Told, Ended::Refused(..) | Ended::Untaken(_)) => Ok(()),
        (End::Told | End::Overcome, Ended::Killed) | (End::Killed, _) => {
            Err("it was not killed as asked".into())
        }
        (End::Overcome, Ended::Untaken(why)) => Err(format!("it did not get its turn: {why}")),
        (End::Overcome, Ended::Refused(plan, refusal)) => {
            Err(format!("refused: {refusal:?}\n{:#?}\n{:#?}", summary(plan), plan.unreadable()))
        }
        (end, Ended::Applied(plan, outcome, settled)) => {
            complete(plan, outcome)?;
            if end == End::Overcome && !(outcome.whole() && *settled == Settled::Yes) {
                return Err(format!("a fault that passes failed: {}, {settled:?}", undone(outcome)));
            }
            Ok(())
        }
    }
}

/// Every change of a plan has one result.
fn complete(plan: &Plan, outcome: &Outcome) -> Result<(), String> {
    let listed: Vec<&Address> = outcome.results.iter().map(|result| &result.address).collect();
    let planned: BTreeSet<&Address> = plan.changes().iter().map(|change| &change.address).collect();
    if listed.len() == planned.len() && listed.iter().all(|address| planned.contains(address)) {
        Ok(())
    } else {
        Err(format!("planned {planned:?}, and the outcome lists {listed:?}"))
    }
}

/// Runs once more, and tells what is not as it must be then: all done, and nothing left to do.
pub async fn recover(sandbox: &Sandbox, scenario: &Scenario, done: &BTreeSet<Address>) -> Result<(), String> {
    let world = World::process(sandbox, 2);
    match run(&world, scenario).await {
        Ended::Killed => return Err("nobody is there to kill it".into()),
        Ended::Untaken(why) => return Err(format!("the next run did not get its turn: {why}")),
        Ended::Refused(plan, refusal) => {
            return Err(format!("the next run is refused: {refusal:?}\n{:#?}", summary(&plan)));
        }
        Ended::Applied(plan, outcome, settled) => {
            let again = plan.changes().iter().find(|change| done.contains(&change.address));
            if let Some(again) = again {
                return Err(format!("{} was said to be done: {:#?}", again.address, summary(&plan)));
            }
            if !outcome.whole() {
                return Err(format!("the next run fails: {}\n{:#?}", undone(&outcome), summary(&plan)));
            }
            if settled != Settled::Yes {
                return Err(format!("the next run does not settle: {settled:?}"));
            }
        }
    }
    let again = plans(&world, scenario).await;
    if again.empty() {
        Ok(())
    } else {
        Err(format!("the plan after it is not empty: {:#?}", summary(&again)))
    }
}

/// Nothing is left over and nothing is missing, and all of it is lawful by itself.
fn lawful(now: &Account, others: &[Row], expected: &Account) -> Result<(), String> {
    let (names, wanted) = (now.names(), expected.names());
    if names != wanted {
        let extra: Vec<_> = names.iter().filter(|(name, count)| wanted.get(name) != Some(count)).collect();
        let gone: Vec<_> = wanted.iter().filter(|(name, count)| names.get(name) != Some(count)).collect();
        return Err(format!("the account is another: there is {extra:?}, and there should be {gone:?}"));
    }
    lawful_by_itself(now, others)
}

/// Nothing is there twice, all of it is owned, and nothing is set aside.
pub fn lawful_by_itself(now: &Account, others: &[Row]) -> Result<(), String> {
    let twins = now.twins();
    if !twins.is_empty() {
        return Err(format!("there twice: {twins:?}"));
    }
    let unowned = now.unowned(others);
    if !unowned.is_empty() {
        return Err(format!("nobody owns {unowned:?}"));
    }
    let aside = now.set_aside();
    if aside.is_empty() { Ok(()) } else { Err(format!("left over: {aside:?}")) }
}

fn done(outcome: &Outcome) -> BTreeSet<Address> {
    let done = outcome.results.iter().filter(|result| matches!(result.fate, Fate::Done));
    done.map(|result| result.address.clone()).collect()
}

/// What is not done, in words.
pub fn undone(outcome: &Outcome) -> String {
    let results = outcome.results.iter().filter_map(|result| {
        let why = match &result.fate {
            Fate::Done => return None,
            Fate::Failed(failure) => failure.to_string(),
            Fate::Skipped(reason) => reason.clone(),
            Fate::NotTried => "not tried".into(),
        };
        Some(format!("{} {}: {why}", result.action.mark(), result.address))
    });
    format!("{:#?}, record {:?}", results.collect::<Vec<_>>(), outcome.record)
}
