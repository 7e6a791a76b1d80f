//! From a site that is ready to its plan.

use std::collections::BTreeSet;
use std::sync::Arc;

use engine::Address;
use engine::contract::{Depth, Exposure};
use engine::observe::Live;
use engine::plan::{Frame, Goal, Notes, Only, Plan, Unknown, Worktree, names};
use engine::policy::{Judged, Policies, judge};
use engine::reach::{Ask, USUAL, measure};
use engine::saved::Shard;
use jiff::Timestamp;
use schema::shape::nearest;

use super::past::History;
use super::stage::Stage;
use crate::app::App;
use crate::chance;
use crate::error::{Error, Result};
use crate::load::{Loaded, commit};
use crate::shard::Cut;

/// What a plan is made for.
#[derive(Clone)]
pub struct Aim {
    /// AWS as git says, or nothing left.
    pub goal: Goal,
    /// Whether secrets are compared.
    pub exposure: Exposure,
    /// Resources to make anew.
    pub replace: BTreeSet<Address>,
    /// The resources that the plan is about; all where none is named.
    pub only: Only,
    /// How many calls may be spent on how far a plan reaches.
    pub calls: usize,
    /// The stack's rules on plans.
    pub policies: Arc<Policies>,
    /// The time that the run counts as now.
    pub now: Timestamp,
    /// The commit that the stack's folder is at.
    pub commit: Option<String>,
    /// Whether its files are as that commit has them.
    pub worktree: Worktree,
}

impl Aim {
    /// To make AWS as git says.
    pub fn converge(app: &App, loaded: &Loaded, exposure: Exposure, now: Timestamp) -> Self {
        let (goal, replace, only) = (Goal::Converge, BTreeSet::new(), Only::default());
        let policies = Arc::clone(&loaded.policies);
        let _busy = app.terminal.busy("asking git");
        let commit = commit(&loaded.root);
        let worktree = commit.as_ref().map_or(Worktree::Committed, |_| loaded.worktree());
        Self { goal, exposure, replace, only, calls: USUAL, policies, now, commit, worktree }
    }

    /// Whether the sources of secrets are asked and live ones decrypted: not for what only goes.
    pub fn sources(&self) -> Exposure {
        match self.goal {
            Goal::Converge => self.exposure,
            Goal::Destroy => Exposure::Withhold,
        }
    }

    /// A part of the sites, as outputs name it.
    pub fn shard(&self, cut: Cut) -> Shard {
        let uncommitted = match self.worktree {
            Worktree::Committed => Some(false),
            Worktree::Edited => Some(true),
            Worktree::Untold => None,
        };
        cut.at(self.commit.clone(), uncommitted.filter(|_| self.commit.is_some()))
    }

    /// The frame of one site's plan.
    ///
    /// # Errors
    /// The operating system gives no random numbers.
    pub fn frame(&self, stage: &Stage<'_>) -> Result<Frame> {
        Ok(self.frame_of(chance::id()?, stage))
    }

    /// The frame of one site's plan, with an id at hand.
    pub fn frame_of(&self, id: String, stage: &Stage<'_>) -> Frame {
        Frame {
            id,
            now: self.now,
            commit: self.commit.clone(),
            worktree: self.worktree,
            goal: self.goal,
            exposure: self.exposure,
            replace: self.replace.clone(),
            only: self.only.clone(),
            guardrails: stage.place.guardrails(),
        }
    }

    /// Checks that what is to be replaced is declared somewhere.
    ///
    /// # Errors
    /// Usage: it is not.
    pub fn check(&self, stages: &[Stage<'_>]) -> Result<()> {
        let known = || stages.iter().flat_map(|stage| stage.desired.declared.keys());
        match self.replace.iter().find(|address| !known().any(|known| known == *address)) {
            None => Ok(()),
            Some(address) => {
                let error = Error::usage(format!("nothing declares `{address}`"));
                Err(match nearest(address.as_str(), known().map(Address::as_str)) {
                    Some(near) => error.help(format!("did you mean `{near}`?")),
                    None => error.help("`--replace` takes addresses as the plan shows them"),
                })
            }
        }
    }
}

/// What `--only` says.
///
/// # Errors
/// Usage: one of them is no pattern.
pub fn only(texts: &[String]) -> Result<Only> {
    Only::read(texts).map_err(|error| Error::usage(format!("`--only`: {error}")))
}

/// Checks that whatever `--only` names is there at one site at least.
///
/// # Errors
/// Usage: it is not.
pub fn known_only(plans: &[Judged]) -> Result<()> {
    let mut strangers = plans.iter().map(|plan| match plan.partial() {
        Some(partial) => partial.unknown.clone(),
        None => Vec::new(),
    });
    let Some(mut strange) = strangers.next() else { return Ok(()) };
    for others in strangers {
        strange.retain(|one| others.iter().any(|other| other.pattern == one.pattern));
    }
    match strange.into_iter().next() {
        None => Ok(()),
        Some(Unknown { pattern, near }) => {
            let error = Error::usage(format!("`--only`: nothing is declared or owned as `{pattern}`"));
            Err(match near {
                Some(near) => error.help(format!("did you mean `{near}`?")),
                None => error.help("`--only` takes addresses as the plan shows them, and patterns of them"),
            })
        }
    }
}

/// Reads what AWS holds of a site, and decides what to do about it; with what AWS holds at hand.
///
/// # Errors
/// The operating system gives no random numbers.
pub async fn look_closely(stage: &Stage<'_>, aim: &Aim, depth: Depth<'_>) -> Result<(Judged, Live)> {
    let (plan, live) = see(stage, aim, depth).await?;
    Ok((judge(&aim.policies, plan), live))
}

/// The same for whoever reads the plan: what is known of its changes beside is told in it.
///
/// # Errors
/// The operating system gives no random numbers.
pub async fn look(stage: &Stage<'_>, aim: &Aim, depth: Depth<'_>, history: &History<'_>) -> Result<Judged> {
    let (plan, live) = see(stage, aim, depth).await?;
    let mut notes = match aim.goal {
        Goal::Converge => history.notes(stage, &plan, &live),
        Goal::Destroy => plan.notes().clone(),
    };
    let most = stage.place.guardrails().max_nodes;
    let ask = Ask { calls: aim.calls, most };
    measure(&plan, &stage.desired, &live, &stage.reads(), ask, &mut notes).await;
    Ok(judge(&aim.policies, plan.noted(notes)))
}

async fn see(stage: &Stage<'_>, aim: &Aim, depth: Depth<'_>) -> Result<(Plan, Live)> {
    let frame = aim.frame(stage)?;
    let (plan, live) = engine::look::look(&stage.desired, &stage.reads(), aim.sources(), depth, &frame).await;
    let names = names(&plan, &live);
    Ok((plan.noted(Notes { names, ..Notes::default() }), live))
}
