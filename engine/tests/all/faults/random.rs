//! Random lives of an account: edits of manifests, faults, changes by hand, restarts. The laws are
//! checked after each step.

use std::collections::BTreeMap;
use std::time::Duration;

use engine::apply::Settled;
use engine::plan::{Goal, Plan};
use engine::ports::Pace;
use engine::{Action, Address};
use sandbox::{Sandbox, Secrets};

use super::account::{Account, Row};
use super::dice::Dice;
use super::fault::Fault;
use super::meddling::{Obstacle, meddle, undo};
use super::others;
use super::points::{alone, at_once};
use super::pool::Choice;
use super::scenario::{LATE, Scenario, Weather, desired_of};
use super::trial::{Ended, lawful_by_itself, plans, run, undone};
use crate::world::{World, summary};

const STACK: &str = "\
apiVersion: trueup/v1
kind: Stack
metadata: {name: estate, origin: c05e97a21f6d384b}
spec:
  manifests: [manifests/*.yaml]
  tags: {Owner: platform}
  environments: {production: {account: \"123456789012\", regions: [us-east-1]}}
";

/// Steps of one life.
const STEPS: usize = 12;
/// Lives in one run of the test, where nobody asks for more.
const LIVES: u64 = 6;

struct Life {
    sandbox: Sandbox,
    dice: Dice,
    choice: Choice,
    now: Scenario,
    /// Processes that have run.
    runs: u64,
    /// What is nobody's business, as it was made.
    others: Vec<Row>,
    obstacles: Vec<Obstacle>,
    /// What has happened so far, for whoever must find out why it ended so.
    story: Vec<String>,
}

impl Life {
    async fn begin(seed: u64) -> Self {
        let weather = if seed.is_multiple_of(2) { Weather::Stale } else { Weather::Fair };
        let sandbox = Sandbox::memory(weather.settings());
        others::make(&World::of(sandbox.clone(), Pace::Unlimited, 0).outside()).await;
        let others = Account::of(&sandbox).made();
        let choice = Choice::none();
        let desired = desired_of(&sandbox, STACK, &[]).await.expect("no manifests, no findings");
        let now = Scenario { name: "random", start: sandbox.clone(), desired, goal: Goal::Converge, weather };
        let (dice, obstacles, story) = (Dice::new(seed), Vec::new(), Vec::new());
        Self { sandbox, dice, choice, now, runs: 0, others, obstacles, story }
    }

    async fn live(&mut self) -> Result<(), String> {
        for step in 1..=STEPS {
            self.story.push(format!("step {step}"));
            self.edit().await;
            for _ in 0..self.dice.below(3) {
                self.meddle().await;
            }
            for _ in 0..self.dice.below(3) {
                self.suffer().await;
            }
            if self.dice.one_in(4) {
                self.make_unrelated(step).await;
            }
            self.check().await?;
        }
        Ok(())
    }

    /// Takes another choice of manifests, if it is one that can be.
    async fn edit(&mut self) {
        let choice = self.choice.edited(&mut self.dice);
        let manifests = choice.manifests();
        let texts: Vec<&str> = manifests.iter().map(String::as_str).collect();
        // A stack that declares nothing may take nothing away: it is no life.
        let desired = desired_of(&self.sandbox, STACK, &texts).await;
        if let Some(desired) = desired.ok().filter(|desired| !desired.declared.is_empty()) {
            self.story.push(format!("edited: {choice:?}"));
            self.choice = choice;
            self.now.desired = desired;
        }
    }

    async fn meddle(&mut self) {
        let aws = self.process().outside();
        let (what, obstacle) = meddle(&aws, &Account::of(&self.sandbox), &mut self.dice).await;
        self.story.push(format!("by hand: {what}"));
        self.obstacles.extend(obstacle);
    }

    async fn make_unrelated(&mut self, number: usize) {
        let before = Account::of(&self.sandbox);
        others::make_more(&self.process().outside(), number).await;
        let made = Account::of(&self.sandbox).made().into_iter();
        self.others.extend(made.filter(|row| !before.holds(row)));
    }

    /// A run with faults at a few calls, which may end it; then some time passes.
    async fn suffer(&mut self) {
        for _ in 0..=self.dice.below(2) {
            let fault = *self.dice.one_of(&Fault::ALL).expect("there are faults");
            let call = 1 + self.dice.below(60) as u64;
            self.story.push(format!("run with {fault:?} at call {call}"));
            self.sandbox.add_fault(fault.at(call));
        }
        let world = self.process();
        tokio::select! {
            biased;
            () = self.sandbox.silenced() => {}
            _ = run(&world, &self.now) => {}
        }
        drop(world);
        self.sandbox.clear_faults();
        let seconds = self.dice.below(200) as u64;
        tokio::time::sleep(Duration::from_secs(seconds)).await;
    }

    /// A run without faults. While something stands in the way it changes nothing at all; then
    /// everything is as git says.
    async fn check(&mut self) -> Result<(), String> {
        // Whatever was done by hand can be read by then.
        tokio::time::sleep(LATE).await;
        let before = self.sandbox.dump(Secrets::Shown);
        let world = self.process();
        let plan = plans(&world, &self.now).await;
        if !plan.conflicts().is_empty() {
            if self.obstacles.is_empty() {
                return Err(format!("nothing stands in the way of {:#?}", summary(&plan)));
            }
            if !matches!(run(&world, &self.now).await, Ended::Refused(..)) {
                return Err(format!("not refused: {:#?}", summary(&plan)));
            }
            if self.sandbox.dump(Secrets::Shown) != before {
                return Err("a refused run has changed something".into());
            }
        }
        for obstacle in std::mem::take(&mut self.obstacles) {
            undo(&world.outside(), obstacle).await;
        }
        tokio::time::sleep(LATE).await;
        let drawn = Account::of(&self.sandbox).drawn();
        let world = self.process();
        match run(&world, &self.now).await {
            Ended::Applied(plan, outcome, Settled::Yes) if outcome.whole() => self.keeps(&drawn, &plan)?,
            Ended::Applied(plan, outcome, settled) => {
                return Err(format!("{}, {settled:?}: {:#?}", undone(&outcome), summary(&plan)));
            }
            Ended::Refused(plan, refusal) => return Err(format!("{refusal:?}: {:#?}", summary(&plan))),
            Ended::Untaken(why) => return Err(format!("it did not get its turn: {why}")),
            Ended::Killed => return Err("nobody is there to kill it".into()),
        }
        let again = plans(&world, &self.now).await;
        if !again.empty() {
            return Err(format!("the plan after it is not empty: {:#?}", summary(&again)));
        }
        let account = Account::of(&self.sandbox);
        if let Some(row) = self.others.iter().find(|row| !account.holds(row)) {
            return Err(format!("{row:?} is not as it was made"));
        }
        lawful_by_itself(&account, &self.others)
    }

    /// Every value that git does not have is there afterwards, under some name, or its deletion was a line
    /// of the plan.
    fn keeps(&self, drawn: &BTreeMap<String, String>, plan: &Plan) -> Result<(), String> {
        let now = Account::of(&self.sandbox).drawn();
        let deleted = |name: &str| {
            let change = plan.change(&Address::new("Parameter", name));
            change.is_some_and(|change| change.action() == Action::Delete)
        };
        let lost =
            drawn.iter().find(|(name, value)| !now.values().any(|there| there == *value) && !deleted(name));
        match lost {
            Some((name, _)) => Err(format!("the value of {name} is lost: {:#?}", summary(plan))),
            None => Ok(()),
        }
    }

    fn process(&mut self) -> World {
        self.runs += 1;
        World::process(&self.sandbox, self.runs)
    }
}

/// A number that whoever runs the test asks for.
#[expect(clippy::disallowed_methods, reason = "the environment is how tests are asked")]
fn number(name: &str) -> Option<u64> {
    std::env::var(name).ok().map(|text| text.parse().expect("a number"))
}

/// Lives through one seed, and tells how to do so again where a law is broken.
fn live(seed: u64) -> Result<(), String> {
    alone(async {
        let mut life = Life::begin(seed).await;
        life.live().await.map_err(|reason| {
            let story = life.story.join("\n  ");
            format!(
                "{reason}\nso far:\n  {story}\nonce more: TRUEUP_SEED={seed} cargo test -p engine --test all \
                 faults::random -- --nocapture"
            )
        })
    })
}

#[test]
fn lives_of_random_changes_and_faults_obey_the_laws() {
    let seeds: Vec<u64> = match (number("TRUEUP_SEED"), number("TRUEUP_SEEDS")) {
        (Some(seed), _) => vec![seed],
        (None, lives) => (1..=lives.unwrap_or(LIVES)).collect(),
    };
    let broken = at_once(&seeds, |seed| live(*seed));
    println!("random lives: {} seeds × {STEPS} steps, {} obeyed", seeds.len(), seeds.len() - broken.len());
    assert!(broken.is_empty(), "{} broke a law, among them\n{}", broken.len(), broken[0]);
}
