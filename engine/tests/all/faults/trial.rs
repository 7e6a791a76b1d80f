//! One run with faults, and what must hold after one more without.

use engine::apply::{Outcome, Settled};
use engine::kinds::Depth;
use engine::plan::{Frame, Plan, Refusal, plan};
use engine::ports::Pace;
use sandbox::Sandbox;

use super::account::Account;
use super::scenario::{LATER, Scenario};
use crate::world::{World, summary};

/// How a run ended.
pub enum Ended {
    /// Nothing was changed, since something stood against it.
    Refused(Box<Plan>, Refusal),
    /// It came to its end.
    Applied(Box<Plan>, Outcome, Settled),
}

/// Runs a scenario on a sandbox once, as one process does: observe, plan, approve, apply, settle.
pub async fn run(world: &World, scenario: &Scenario) -> Ended {
    let now = plans(world, scenario).await;
    let approved = match world.approve(now.clone()) {
        Ok(approved) => approved,
        Err(refusal) => return Ended::Refused(Box::new(now), refusal),
    };
    let outcome = world.carry_out_approved(approved).await;
    let settled = world.settle(&scenario.desired, &outcome).await;
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

/// Runs once more, without faults, and tells what is not as it must be then.
pub async fn recover(sandbox: &Sandbox, scenario: &Scenario, expected: &Account) -> Result<(), String> {
    sandbox.clear_faults();
    let world = process(sandbox, 2);
    match run(&world, scenario).await {
        Ended::Refused(plan, refusal) => {
            return Err(format!("the next run is refused: {refusal:?}\n{:#?}", summary(&plan)));
        }
        Ended::Applied(plan, outcome, settled) => {
            if !outcome.whole() {
                return Err(format!("the next run is not whole: {:#?}\n{outcome:#?}", summary(&plan)));
            }
            if settled != Settled::Yes {
                return Err(format!("the next run does not settle: {settled:?}"));
            }
        }
    }
    let again = plans(&world, scenario).await;
    if !again.empty() {
        return Err(format!("the plan after it is not empty: {:#?}", summary(&again)));
    }
    let (names, expected) = (Account::of(sandbox).names(), expected.names());
    if names != expected {
        let extra: Vec<_> = names.iter().filter(|(name, count)| expected.get(name) != Some(count)).collect();
        let gone: Vec<_> = expected.iter().filter(|(name, count)| names.get(name) != Some(count)).collect();
        return Err(format!("the account is another: there is {extra:?}, and there should be {gone:?}"));
    }
    Ok(())
}
