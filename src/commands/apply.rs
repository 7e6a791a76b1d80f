//! `trueup apply`.

use std::path::PathBuf;
use std::sync::Arc;

use engine::Action;
use engine::approve::{Consent, Empty, Incomplete, Objection, Refusal, approve};
use engine::contract::{Depth, Exposure};
use engine::guardrails::{Guardrails, Limit};
use engine::plan::{Goal, Waive, again, reread};
use engine::policy::{Judged, judge};
use jiff::Timestamp;

use super::show::saved;
use crate::app::App;
use crate::carry::{
    After, Audience, Consenting, Job, Patience, Planned, Queue, Report, Telling, Turn, carry,
};
use crate::error::{Error, Result};
use crate::exit::Exit;
use crate::interrupt::Interrupt;
use crate::load::Loaded;
use crate::run::{Aim, Choice, History, Ready, Stage, known_only, look, only, prepare};
use crate::view::{account, change_digest};

/// Make AWS as git says.
///
/// Without a plan file, plans first, shows the plan, and asks; where nobody can be asked, `--yes`
/// is needed. With a plan file, does exactly what that lists, or refuses with the name of what
/// moved since.
#[derive(Debug, clap::Args)]
#[command(after_help = EXAMPLES)]
pub struct Args {
    /// The file that `trueup plan --out` wrote.
    #[arg(value_name = "PLAN", conflicts_with = "approved")]
    plan: Option<PathBuf>,

    /// Ask nothing.
    #[arg(long, visible_alias = "auto-approve")]
    yes: bool,

    /// Go on only if the changes are those with this digest, which a reviewed plan shows.
    #[arg(long, value_name = "DIGEST")]
    approved: Option<String>,

    /// Apply only this resource, what hangs on it and what it needs; takes patterns such as
    /// `Parameter/webshop/*`, and can be said several times. For exceptions: the rest stays as it is.
    #[arg(long, value_name = "ADDRESS", conflicts_with = "plan")]
    only: Vec<String>,

    /// Apply what could be read although something could not.
    #[arg(long)]
    allow_incomplete: bool,

    /// Delete what the stack owns although it declares nothing.
    #[arg(long)]
    allow_empty: bool,

    /// Go on with the next site where one did not end well; without, the sites behind it are not tried.
    #[arg(long)]
    keep_going: bool,

    #[command(flatten)]
    telling: Telling,

    #[command(flatten)]
    turn: Turn,
}

const EXAMPLES: &str = "\
Examples:
  trueup apply -e production
  trueup apply plan.json
  trueup apply --all --yes --keep-going --result result.json
  trueup apply -e production --yes --format json
  trueup apply -e production --approved 3f0c… --json-into apply.ndjson
  trueup apply --sandbox --yes";

/// What consent to `--allow-incomplete` means.
pub(super) fn incomplete(allow: bool) -> Incomplete {
    if allow { Incomplete::Allow } else { Incomplete::Refuse }
}

impl Args {
    /// Runs it.
    pub fn run(self, app: &App) -> Result {
        let consenting = match (&self.plan, &self.approved) {
            (None, None) => Consenting::apply(app, self.yes, self.telling.format)?,
            (Some(_), _) | (_, Some(_)) => Consenting::Given,
        };
        let (loaded, report) = self.telling.begin(app, "apply")?;
        app.wait(async |interrupt| self.apply(app, consenting, loaded, &report, interrupt).await)
    }

    async fn apply(
        &self,
        app: &App,
        consenting: Consenting,
        loaded: Result<Loaded>,
        report: &Arc<Report>,
        interrupt: Interrupt,
    ) -> Result {
        let reviewed = self.plan.as_deref().map(|path| saved(app, path)).transpose()?;
        report.planned(reviewed.as_deref().unwrap_or_default());
        let audience = self.telling.audience(app, report)?;
        let consent = Consent {
            incomplete: incomplete(self.allow_incomplete),
            empty: if self.allow_empty { Empty::Allow } else { Empty::Refuse },
        };
        if let Some(reviewed) = &reviewed {
            allowed(reviewed, consent, &audience)?;
        }
        let loaded = loaded?;
        let only = only(&self.only)?;
        let patience = self.turn.patience();
        let plan = async |audience: &Audience<'_>| {
            let now = Timestamp::now();
            let aim = Aim { only: only.clone(), ..Aim::converge(app, &loaded, Exposure::Compare, now) };
            match &reviewed {
                Some(reviewed) => self.again(app, &loaded, reviewed, &aim, patience, audience).await,
                None => self.anew(app, &loaded, patience, aim).await,
            }
        };
        carry(
            app,
            plan,
            Job { consent, consenting, patience, after: After::of(self.keep_going) },
            audience,
            &interrupt,
        )
        .await
    }

    /// Plans of what the manifests ask for now.
    async fn anew<'a>(
        &self,
        app: &App,
        loaded: &'a Loaded,
        patience: Patience<'_>,
        aim: Aim,
    ) -> Result<Planned<'a>> {
        let planned = Planned::of(app, loaded, &Choice::of(&app.globals), patience, aim).await?;
        known_only(&planned.plans)?;
        if let Some(approved) = &self.approved {
            let digest = change_digest(&planned.plans);
            if digest != *approved {
                return Err(Error::new(
                    Exit::Moved,
                    format!("the changes have the digest {digest} now, not the approved one"),
                )
                .help("plan again, and have that reviewed; nothing was changed"));
            }
        }
        Ok(planned)
    }

    /// Plans of what reviewed plans list, with secrets at hand, if nothing of it moved.
    async fn again<'a>(
        &self,
        app: &App,
        loaded: &'a Loaded,
        reviewed: &[Judged],
        aim: &Aim,
        patience: Patience<'_>,
        audience: &Audience<'_>,
    ) -> Result<Planned<'a>> {
        let goal = one_goal(reviewed)?;
        same_stack(app, loaded, reviewed)?;
        let aim = Aim { goal, ..aim.clone() };
        let sites = reviewed.iter().map(|plan| (plan.site().environment.clone(), plan.site().region.clone()));
        let choice = Choice::Sites(sites.collect());
        let Ready { stages, .. } = prepare(app, loaded, &choice, aim.sources(), aim.now).await?;
        let queue = Queue::join(app, &stages, patience, &aim).await?;
        let history = History::new(app.terminal, loaded, &stages, aim.now);
        let mut plans = Vec::new();
        let mut all = Vec::new();
        let waive = if self.allow_incomplete { Waive::Nothing } else { Waive::Unread };
        for (stage, reviewed) in stages.iter().zip(reviewed) {
            same_account(stage, reviewed)?;
            let anew = reviewed.changes().iter().filter(|change| change.action() == Action::Replace);
            let replace = anew.map(|change| change.address.clone()).collect();
            let named = reviewed.partial().map(|partial| partial.only.as_slice());
            let only = only(named.unwrap_or_default())?;
            let part = reread(reviewed, &stage.desired, &stage.place.guardrails());
            let depth = part.as_ref().map_or(Depth::Owned, Depth::Only);
            // Who reviewed it was told how far it reaches.
            let aim = Aim { replace, only, calls: 0, ..aim.clone() };
            let busy = stage.reading();
            let fresh = look(stage, &aim, depth, &history).await?;
            drop(busy);
            match again(reviewed, fresh.into_plan(), waive) {
                Ok(plan) => plans.push(judge(&aim.policies, plan)),
                Err(moved) => all.extend(moved),
            }
        }
        if !all.is_empty() {
            audience.moved(&all);
            return Err(Error::said(Exit::Moved));
        }
        Ok(Planned { stages, plans, aim, queue, shard: None })
    }
}

/// Refuses what the reviewed plans themselves say may not be applied. The stack's guardrails are
/// asked later: they may have changed since.
fn allowed(reviewed: &[Judged], consent: Consent, audience: &Audience<'_>) -> Result<()> {
    let open = Guardrails { max_deletes: Limit::Count(usize::MAX), ..Guardrails::default() };
    let refusals = reviewed.iter().filter_map(|plan| approve(plan.clone(), &open, consent).err());
    let refusals: Vec<Refusal> = refusals.filter_map(unprotected).collect();
    refusals.iter().for_each(|refusal| audience.refused(refusal));
    if refusals.is_empty() { Ok(()) } else { Err(Error::said(Exit::Refused)) }
}

/// A refusal without what is protected: the stack's guardrails tell what holds that.
fn unprotected(mut refusal: Refusal) -> Option<Refusal> {
    refusal.objections.retain(|objection| !matches!(objection, Objection::Protected(..)));
    (!refusal.objections.is_empty()).then_some(refusal)
}

fn one_goal(reviewed: &[Judged]) -> Result<Goal> {
    let mut goals = reviewed.iter().map(|plan| plan.goal());
    let first = goals.next().ok_or_else(|| Error::failed("the file holds no plan"))?;
    if goals.all(|goal| goal == first) {
        Ok(first)
    } else {
        Err(Error::failed("the file both applies and destroys; plan again"))
    }
}

/// A plan is applied by the stack that it was made of, and only where the options allow.
fn same_stack(app: &App, loaded: &Loaded, reviewed: &[Judged]) -> Result<()> {
    let name = loaded.read.as_ref().map(|read| read.stack.name.value.as_str());
    for plan in reviewed {
        let site = plan.site();
        if let Some(name) = name.filter(|name| *name != site.stack) {
            return Err(Error::failed(format!(
                "the plan is of the stack `{}`, and this is `{name}`",
                site.stack
            )));
        }
        let other =
            |asked: &Option<String>, planned: &str| asked.as_deref().is_some_and(|asked| asked != planned);
        if app.globals.shard.is_some() {
            return Err(Error::usage("`--shard` is for making a plan, and this one is made")
                .help("leave it out: a plan file knows its sites"));
        }
        if other(&app.globals.environment, &site.environment) || other(&app.globals.region, &site.region) {
            return Err(Error::usage(format!("the plan is for {site}, and the options name another site"))
                .help("leave `-e` and `--region` out: a plan file knows its sites"));
        }
    }
    Ok(())
}

fn same_account(stage: &Stage<'_>, reviewed: &Judged) -> Result<()> {
    let (now, then) = (account(&stage.place.site), account(reviewed.site()));
    if now == then {
        return Ok(());
    }
    Err(Error::failed(format!("the plan is for account {then}, and {} is account {now}", stage.place.site)))
}
