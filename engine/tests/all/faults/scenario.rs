//! What is applied under faults, and to what.

use engine::plan::Goal;
use engine::ports::Pace;
use engine::resolve::Desired;
use sandbox::{Clock, Sandbox, Settings};

use super::estate::Estate;
use crate::world::{World, now};

/// An apply, and the account that it finds.
pub struct Scenario {
    pub name: &'static str,
    pub start: Sandbox,
    pub desired: Desired,
    pub goal: Goal,
}

/// Settings of a sandbox whose time of day goes with tokio's clock: what happens is the same each time.
pub fn settings() -> Settings {
    Settings { clock: Clock::with_tokio(now()), ..Settings::default() }
}

/// Plans are numbered from here on where an earlier state was applied by others.
pub const LATER: u64 = 100;

impl Scenario {
    /// The whole estate from nothing.
    pub async fn create() -> Self {
        let start = Sandbox::memory(settings());
        let world = World::of(start.copy(settings()), Pace::Unlimited, 0);
        Self { name: "create", start, desired: desired(world, &Estate::example()).await, goal: Goal::Converge }
    }
}

async fn desired(mut world: World, estate: &Estate) -> Desired {
    world.files = estate.files.clone();
    world.desired(&estate.stack, &estate.manifests()).await
}
