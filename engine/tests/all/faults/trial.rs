//! One run with faults, and what must hold after one more without.

use std::collections::BTreeSet;

use engine::Address;
use engine::apply::{Fate, Outcome, Settled};
use engine::kinds::Depth;
use engine::plan::{Frame, Plan, Refusal, plan};
use engine::ports::Pace;
use sandbox::Sandbox;

use super::account::{Account, Row};
use super::fault::{End, Fault};
use super::scenario::{LATER, Scenario, settings};
use crate::world::{World, summary};

/// How a run ended.
pub enum Ended {
    /// Nothing was changed, since something stood against it.
    Refused(Box<Plan>, Refusal),
    /// It came to its end.
    Applied(Box<Plan>, Outcome, Settled),
    /// It was killed.
    Killed,
}

/// Runs a scenario once without faults: how many calls that takes, and what it leaves.
pub async fn rehearse(scenario: &Scenario) -> (u64, Account) {
    let sandbox = scenario.start.copy(settings());
    let world = process(&sandbox, 1);
    let ended = run(&world, scenario).await;
    honest(Fault::Throttled, &ended).unwrap_or_else(|reason| panic!("{}: {reason}", scenario.name));
    let made = world.calls().values().sum();
    assert!(plans(&world, scenario).await.empty());
    (made, Account::of(&sandbox))
}

/// Lets a fault befall a call of a run, runs once more without faults, and tells what is not then as
/// it must be.
pub async fn endure(scenario: &Scenario, fault: Fault, call: u64, expected: &Account) -> Result<(), String> {
    let sandbox = scenario.start.copy(settings());
    sandbox.add_fault(fault.at(call));
    let world = process(&sandbox, 1);
    let ended = tokio::select! {
        biased;
        () = sandbox.silenced() => Ended::Killed,
        ended = run(&world, scenario) => ended,
    };
    drop(world);
    honest(fault, &ended)?;
    let done = match &ended {
        Ended::Applied(_, outcome, _) => done(outcome),
        Ended::Refused(..) | Ended::Killed => BTreeSet::new(),
    };
    sandbox.clear_faults();
    recover(&sandbox, scenario, &done).await?;
    lawful(&Account::of(&sandbox), &Account::of(&scenario.start).made(), expected)
}

/// One run of a process: observe, plan, approve, apply, settle.
pub async fn run(world: &World, scenario: &Scenario) -> Ended {
    let now = plans(world, scenario).await;
    let approved = match world.approve(now.clone()) {
        Ok(approved) => approved,
        Err(refusal) => return Ended::Refused(Box::new(now), refusal),
    };
    let outcome = world.carry_out_approved(approved).await;
    let settled = world.settle_to(&scenario.desired, &outcome, scenario.goal).await;
    Ended::Applied(Box::new(now), outcome, settled)
}

pub async fn plans(world: &World, scenario: &Scenario) -> Plan {
    let live = world.live(&scenario.desired, Depth::Owned).await;
    plan(&scenario.desired, &live, Frame { goal: scenario.goal, ..world.frame() })
}

/// The world of a process that begins: it knows nothing of what was before.
pub fn process(sandbox: &Sandbox, number: u64) -> World {
    World::of(sandbox.clone(), Pace::Unlimited, LATER * number)
}

/// Every change is listed once, and a fault that passes by itself has failed none.
pub fn honest(fault: Fault, ended: &Ended) -> Result<(), String> {
    match (fault.end(), ended) {
        (End::Killed, Ended::Killed) | (End::Told, Ended::Refused(..)) => Ok(()),
        (End::Told | End::Overcome, Ended::Killed) | (End::Killed, _) => {
            Err("it was not killed as asked".into())
        }
        (End::Overcome, Ended::Refused(plan, refusal)) => {
            Err(format!("refused: {refusal:?}\n{:#?}\n{:#?}", summary(plan), plan.unreadable))
        }
        (end, Ended::Applied(plan, outcome, settled)) => {
            let listed: Vec<&Address> = outcome.results.iter().map(|result| &result.address).collect();
            let planned: BTreeSet<&Address> = plan.changes.iter().map(|change| &change.address).collect();
            if listed.len() != planned.len() || listed.iter().any(|address| !planned.contains(address)) {
                return Err(format!("planned {planned:?}, and the outcome lists {listed:?}"));
            }
            if end == End::Overcome && !(outcome.whole() && *settled == Settled::Yes) {
                return Err(format!("a fault that passes failed: {}, {settled:?}", undone(outcome)));
            }
            Ok(())
        }
    }
}

/// Runs once more, and tells what is not as it must be then: all done, and nothing left to do.
pub async fn recover(sandbox: &Sandbox, scenario: &Scenario, done: &BTreeSet<Address>) -> Result<(), String> {
    let world = process(sandbox, 2);
    match run(&world, scenario).await {
        Ended::Killed => return Err("nobody is there to kill it".into()),
        Ended::Refused(plan, refusal) => {
            return Err(format!("the next run is refused: {refusal:?}\n{:#?}", summary(&plan)));
        }
        Ended::Applied(plan, outcome, settled) => {
            let again = plan.changes.iter().find(|change| done.contains(&change.address));
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
