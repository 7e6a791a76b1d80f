//! From the stack to plans of what it asks for now, each made once it is this run's turn.

use engine::contract::Depth;
use engine::policy::Judged;

use super::lease::{Patience, Queue};
use crate::app::App;
use crate::error::Result;
use crate::load::Loaded;
use crate::run::{Aim, Choice, History, Stage, look, prepare};

/// Sites, their plans, and whose turn it was before these were made.
pub struct Planned<'a> {
    /// The sites.
    pub stages: Vec<Stage<'a>>,
    /// The plan of each.
    pub plans: Vec<Judged>,
    /// What they were made for.
    pub aim: Aim,
    /// Whose turn it was.
    pub queue: Queue,
}

impl<'a> Planned<'a> {
    /// Makes the chosen sites ready, waits for this run's turn there, and plans them.
    ///
    /// # Errors
    /// Findings, usage, another run holds a site, or AWS does not answer.
    pub async fn of(
        app: &App,
        loaded: &'a Loaded,
        choice: &Choice,
        patience: Patience<'_>,
        aim: Aim,
    ) -> Result<Planned<'a>> {
        let stages = prepare(app, loaded, choice, aim.sources(), aim.now).await?;
        let queue = Queue::join(app, &stages, patience, &aim).await?;
        let mut history = History::new(app.terminal, loaded, &stages, aim.now);
        let mut plans = Vec::new();
        for stage in &stages {
            plans.push(look(stage, &aim, Depth::Owned, &mut history).await?);
        }
        Ok(Self { stages, plans, aim, queue })
    }
}
