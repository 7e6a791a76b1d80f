//! Carries plans out, site by site, and stops after the first that fails.

use engine::apply::{Fate, Outcome, Settled, apply, settle};
use engine::approve::{Approved, Consent, approve};
use engine::plan::Goal;
use engine::policy::Judged;
use engine::ports::Writes;
use jiff::Timestamp;
use tokio_util::sync::CancellationToken;

use super::audience::Audience;
use super::consent::{Consenting, agree};
use super::lease::{Late, Leases, Patience, Queue, tell};
use super::planned::Planned;
use crate::app::App;
use crate::chance;
use crate::connect::outlasts;
use crate::error::{Error, Result};
use crate::exit::Exit;
use crate::interrupt::Interrupt;
use crate::render::{outcome, plan};
use crate::run::{Aim, Stage, VERSION};
use crate::view::{Folding, change_digest};

/// How plans are to be carried out.
pub struct Job<'t> {
    /// What was agreed to beyond the plans.
    pub consent: Consent,
    /// How consent to the plans themselves is given.
    pub consenting: Consenting,
    /// How long others are waited for.
    pub patience: Patience<'t>,
    /// What follows a site that did not end well.
    pub after: After,
}

/// What follows a site that did not end with 0.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum After {
    /// The end: the sites behind it are not tried.
    End,
    /// The next one. Whoever asks to stop is heard all the same.
    Next,
}

impl After {
    /// What `--keep-going` means.
    pub fn of(keep_going: bool) -> Self {
        if keep_going { Self::Next } else { Self::End }
    }
}

/// Plans, shows the plans, has them approved, and carries them out. Where another run was faster and there
/// is time to wait for it, all of that again; whoever agreed to the same changes is not asked twice.
///
/// # Errors
/// What `plan` gives; the plans are refused, nobody agrees, or another run writes to one of the sites.
/// Nothing was changed then.
pub async fn carry<'a>(
    app: &App,
    plan: impl AsyncFn(&Audience<'_>) -> Result<Planned<'a>>,
    job: Job<'_>,
    mut audience: Audience<'_>,
    interrupt: &Interrupt,
) -> Result {
    let Job { consent, consenting, patience, after } = job;
    let mut agreed = None;
    loop {
        let Planned { stages, plans, aim, queue, shard } = interrupt.guard(plan(&audience)).await?;
        if let Some(shard) = &shard {
            audience.part(shard);
        }
        let digest = change_digest(&plans);
        let known = agreed.as_ref() == Some(&digest);
        audience.planned(&plans);
        app.outputs.plans(&plans);
        if !known {
            show(&audience, &stages, &plans, &aim, &queue)?;
        }
        let unreadable = plans.iter().map(|plan| Exit::of_unreadable(plan.unreadable()));
        let unread = unreadable.fold(Exit::Done, Exit::or);
        let approved = approve_all(&stages, &plans, consent, &audience)
            .ok_or_else(|| Error::said(Exit::Refused.or(unread)))?;
        if !plans.iter().all(|plan| plan.changes().is_empty()) {
            enough(&stages, &plans).await?;
            if !known {
                agree(app, &consenting, interrupt).await?;
            }
        }
        agreed = Some(digest);
        let writes = |at: usize| !plans[at].changes().is_empty() || plans[at].only_records();
        let in_flight: Vec<_> = stages.iter().map(Stage::in_flight).collect();
        interrupt.write(Box::new(move || in_flight.iter().map(|count| count()).sum()))?;
        let mut leases = match queue.take(app, &stages, writes, patience, interrupt).await {
            Ok(leases) => leases,
            Err(Late::Again(why)) => {
                interrupt.rest();
                app.terminal.note(&format!("{why}; planning again"));
                continue;
            }
            Err(Late::Over(error)) => return Err(error),
        };
        let run = Run { app, aim: &aim, after, interrupt };
        let made = run.make(&stages, approved, &mut audience, &mut leases).await;
        let ended = audience.end(made.map(|exit| unread.or(exit)));
        leases.release(app).await;
        return ended;
    }
}

fn show(
    audience: &Audience<'_>,
    stages: &[Stage<'_>],
    plans: &[Judged],
    aim: &Aim,
    queue: &Queue,
) -> Result<()> {
    let reads: Vec<u64> = stages.iter().enumerate().map(|(at, stage)| queue.planning(at, stage)).collect();
    let context = plan::Context {
        version: VERSION,
        now: aim.now,
        reads: &reads,
        variables: None,
        key: "",
        links: None,
        unreached: &[],
        codes: &[],
        shard: None,
        folding: Folding::Folded,
    };
    audience.plans(plans, &context)
}

/// Checks that the credentials of every site last until all of them are done: an apply that loses its
/// credentials half-way leaves half of it.
async fn enough(stages: &[Stage<'_>], plans: &[Judged]) -> Result<()> {
    let mut seconds = 0_u64;
    for (stage, plan) in stages.iter().zip(plans).filter(|(_, plan)| !plan.changes().is_empty()) {
        seconds = seconds.saturating_add(plan.cost().seconds);
        outlasts(stage.life.ends().await, Timestamp::now(), seconds)?;
    }
    Ok(())
}

/// Brings the record of a site up to date where nothing else is to be done: what git asks for may be
/// so already. That changes no resource, so nobody is asked.
///
/// # Errors
/// AWS did not take it.
async fn record(
    stage: &Stage<'_>,
    approved: Approved,
    writes: &Writes,
    stop: &CancellationToken,
) -> Result<()> {
    if approved.plan().only_records() {
        let _busy = stage.busy("keeping the record of");
        let quiet = std::sync::Arc::new(|_| {});
        let made = apply(approved, writes, &chance::secret, quiet, stop).await;
        if let Some(said) = outcome::unkept(&made) {
            return Err(Error::new(Exit::of_outcome(&made), format!("{}: {said}", stage.place.site)));
        }
    }
    Ok(())
}

/// Every plan approved, or nothing: each refusal is told.
fn approve_all(
    stages: &[Stage<'_>],
    plans: &[Judged],
    consent: Consent,
    audience: &Audience<'_>,
) -> Option<Vec<Approved>> {
    let judged = stages
        .iter()
        .zip(plans)
        .map(|(stage, plan)| approve(plan.clone(), &stage.place.guardrails(), consent))
        .collect::<Vec<_>>();
    judged.iter().filter_map(|judged| judged.as_ref().err()).for_each(|refusal| audience.refused(refusal));
    judged.into_iter().collect::<std::result::Result<_, _>>().ok()
}

/// What holds for every site of a run.
struct Run<'r> {
    app: &'r App,
    aim: &'r Aim,
    after: After,
    interrupt: &'r Interrupt,
}

impl Run<'_> {
    /// One site after the other, in the order of the plans.
    ///
    /// # Errors
    /// Something is not told or kept, and nothing follows it.
    async fn make(
        &self,
        stages: &[Stage<'_>],
        approved: Vec<Approved>,
        audience: &mut Audience<'_>,
        leases: &mut Leases,
    ) -> Result {
        let mut exit = Exit::Done;
        for (at, (stage, approved)) in stages.iter().zip(approved).enumerate() {
            let goes_on = self.after == After::Next && at + 1 < stages.len();
            let ended = match self.site(at, stage, approved, audience, leases).await {
                Err(error) if goes_on => {
                    self.app.terminal.error(&error);
                    error.exit
                }
                ended => ended?,
            };
            exit = exit.or(ended);
            if ended != Exit::Done && (!goes_on || self.interrupt.exit().is_some()) {
                // What an earlier site has done counts too.
                return Ok(exit.or(audience.failing(exit)));
            }
        }
        Ok(if exit == Exit::Done { exit } else { exit.or(audience.failing(exit)) })
    }

    async fn site(
        &self,
        at: usize,
        stage: &Stage<'_>,
        approved: Approved,
        audience: &mut Audience<'_>,
        leases: &mut Leases,
    ) -> Result {
        let Self { app, aim, interrupt, .. } = *self;
        let stop = leases.stop(at, interrupt);
        if approved.plan().changes().is_empty() {
            let kept = record(stage, approved, &leases.guard(at, stage.writes()), &stop).await;
            kept.map_err(|error| Error { exit: audience.failing(error.exit), ..error })?;
            return Ok(Exit::Done);
        }
        let id = approved.plan().id().to_owned();
        let hear = audience.begin(&id);
        let writes = leases.guard(at, stage.writes());
        let mut made = apply(approved, &writes, &chance::secret, hear.clone(), &stop).await;
        made.stopped = tell(app, leases.lost(at).as_ref()).or(made.stopped);
        let settled = settled(stage, &made, aim, &id, &*hear, interrupt).await;
        if made.whole() && aim.goal == Goal::Destroy && made.partial.is_none() {
            leases.nothing_left(at);
        }
        let mut exit = Exit::of_outcome(&made);
        if made.stopped.is_none() && interrupt.exit().is_none() {
            exit = exit.or(Exit::of_settled(&settled));
        }
        exit = interrupt.exit().map_or(exit, |stopped| exit.or(stopped));
        audience.outcome(&made, &settled, exit)?;
        app.outputs.summary(|_| outcome::markdown(&made, &settled));
        Ok(exit)
    }
}

/// Waits until AWS reads back what was written, unless somebody asks to stop or could not see it
/// any more.
async fn settled(
    stage: &Stage<'_>,
    made: &Outcome,
    aim: &Aim,
    id: &str,
    tell: &(dyn Fn(engine::apply::Event) + Sync),
    interrupt: &Interrupt,
) -> Settled {
    let done = made.results.iter().filter(|result| matches!(result.fate, Fate::Done));
    let written: Vec<_> = done.map(|result| result.address.clone()).collect();
    if written.is_empty() {
        return Settled::Yes;
    }
    if made.stopped.is_some() {
        return Settled::NotAsked(written);
    }
    // What was asked to be made anew has been made anew.
    let aim = Aim { replace: Default::default(), ..aim.clone() };
    let reads = stage.reads();
    tokio::select! {
        biased;
        () = interrupt.token.cancelled() => Settled::NotAsked(written),
        settled = settle(&stage.desired, made, &reads, || aim.frame_of(id.to_owned(), stage), tell) => settled,
    }
}
