//! From the stack to plans of what it asks for now, each made once it is this run's turn.

use engine::contract::Depth;
use engine::policy::Judged;
use engine::saved::Shard;

use super::lease::{Patience, Queue};
use crate::app::App;
use crate::error::Result;
use crate::load::Loaded;
use crate::run::{Aim, Choice, History, Ready, Stage, look, prepare, read_each};

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
    /// The part of the sites that these are, where they are one.
    pub shard: Option<Shard>,
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
        let Ready { stages, cut, .. } = prepare(app, loaded, choice, aim.sources(), aim.now).await?;
        let queue = Queue::join(app, &stages, patience, &aim).await?;
        let history = History::new(app.terminal, loaded, &stages, aim.now);
        let look = async |stage| look(stage, &aim, Depth::Owned, &history).await;
        let plans = read_each(app.terminal, &stages, look).await?;
        let shard = cut.map(|cut| aim.shard(cut));
        Ok(Self { stages, plans, aim, queue, shard })
    }
}
