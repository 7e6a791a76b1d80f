//! What is applied under faults, and to what.

use std::time::Duration;

use engine::plan::Goal;
use engine::resolve::Desired;
use sandbox::{Fleet, Lag, Sandbox, Settings};
use schema::{Finding, Severity};

use super::estate::Estate;
use super::others;
use crate::world::{World, settings};

/// An apply, and the account that it finds.
pub struct Scenario {
    pub name: &'static str,
    pub start: Sandbox,
    pub desired: Desired,
    pub goal: Goal,
    /// How AWS behaves besides.
    pub weather: Weather,
}

/// How AWS behaves besides what befalls single calls.
#[derive(Clone, Copy)]
pub enum Weather {
    /// Every call is answered at once, with all that is so.
    Fair,
    /// Lists and the tagging API show a write only some seconds later.
    Stale,
    /// Every call takes its time.
    Slow,
}

/// Nodes for patch groups to tag.
const FLEET: &str =
    "nodes: [{name: web, count: 3, tags: {Role: web}}, {name: api, count: 2, tags: {Role: api}}]";

/// How late stale reads show a write.
pub const LATE: Duration = Duration::from_secs(4);

impl Weather {
    /// Settings of a sandbox in which it is so.
    pub fn settings(self) -> Settings {
        let late = Lag::For(LATE);
        match self {
            Weather::Fair => settings(),
            Weather::Stale => Settings { tag_lag: late, describe_lag: late, ..settings() },
            Weather::Slow => Settings { latency: Duration::from_millis(2), ..settings() },
        }
    }
}

impl Scenario {
    /// The same in another weather.
    pub fn in_the(self, weather: Weather) -> Self {
        Self { weather, ..self }
    }

    /// What it is, in words.
    pub fn title(&self) -> String {
        match self.weather {
            Weather::Fair => self.name.to_owned(),
            Weather::Stale => format!("{}, reads stale", self.name),
            Weather::Slow => format!("{}, calls slow", self.name),
        }
    }

    /// The account that a run finds, for itself.
    pub fn account(&self) -> Sandbox {
        // From another seed, or ids would be drawn that are there already.
        self.start.copy(Settings { seed: 1, ..self.weather.settings() })
    }

    /// The whole estate from nothing.
    pub async fn create() -> Self {
        let start = Sandbox::memory(settings());
        let desired = desired(&start, &Estate::example()).await;
        Self { name: "create", start, desired, goal: Goal::Converge, weather: Weather::Fair }
    }

    /// Every kind changed in every way.
    pub async fn update() -> Self {
        let start = account().await;
        applied(&start, &Estate::before()).await;
        let desired = desired(&start, &Estate::after()).await;
        Self { name: "update", start, desired, goal: Goal::Converge, weather: Weather::Fair }
    }

    /// Every change taken back.
    pub async fn revert() -> Self {
        let start = account().await;
        applied(&start, &Estate::before()).await;
        World::process(&start, 1).converge(&desired(&start, &Estate::after()).await).await;
        let desired = desired(&start, &Estate::before()).await;
        Self { name: "revert", start, desired, goal: Goal::Converge, weather: Weather::Fair }
    }

    /// Everything taken down again.
    pub async fn destroy() -> Self {
        let start = account().await;
        let desired = applied(&start, &Estate::before()).await;
        Self { name: "destroy", start, desired, goal: Goal::Destroy, weather: Weather::Fair }
    }
}

/// An account in which others have made things, some of which the estate adopts later.
async fn account() -> Sandbox {
    let sandbox = Sandbox::memory(settings());
    sandbox.load_fleet(&Fleet::read(FLEET).expect("a fleet")).expect("it loads");
    others::make(&World::process(&sandbox, 0).outside()).await;
    sandbox
}

/// Applies an estate, as somebody did before.
async fn applied(sandbox: &Sandbox, estate: &Estate) -> Desired {
    let desired = desired(sandbox, estate).await;
    World::process(sandbox, 0).converge(&desired).await;
    desired
}

pub async fn desired(sandbox: &Sandbox, estate: &Estate) -> Desired {
    let mut world = world(sandbox);
    world.files = estate.files.clone();
    world.desired(&estate.stack, &estate.manifests()).await
}

/// What manifests ask for, or that they cannot be so.
pub async fn desired_of(sandbox: &Sandbox, stack: &str, manifests: &[&str]) -> Result<Desired, Vec<Finding>> {
    let world = world(sandbox);
    let (_, findings) = world.resolve(stack, manifests);
    if findings.iter().any(|finding| finding.severity == Severity::Error) {
        return Err(findings);
    }
    Ok(world.desired(stack, manifests).await)
}

fn world(sandbox: &Sandbox) -> World {
    World::process(sandbox, 0).knowing("KEY", "hunter2")
}
