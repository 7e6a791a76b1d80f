//! `trueup plan`.

use std::collections::BTreeSet;
use std::path::PathBuf;
use std::slice::from_ref;

use clap::ValueEnum;
use engine::Address;
use engine::caution::Risk;
use engine::contract::Depth;
use engine::plan::Goal;
use engine::policy::{Judged, Level};
use engine::reach::USUAL;
use engine::saved::{Shard, save_part};
use jiff::Timestamp;

use crate::app::App;
use crate::error::{Error, Result};
use crate::exit::Exit;
use crate::forge::{Forge, Review};
use crate::load::{commit, load, spare};
use crate::outlet::Readers;
use crate::render::plan;
use crate::run::{Aim, Choice, History, Stage, VERSION, exposure, known_only, look, only, reach, read_each};
use crate::shard::{empty, ended};
use crate::terminal::{Terminal, all_said};
use crate::view::{Folding, risk};

/// Show what `apply` would do. Nothing is changed.
#[derive(Debug, clap::Args)]
#[command(after_help = EXAMPLES)]
pub struct Args {
    /// Save the plan in a file, for `trueup apply FILE`. No secret is in it.
    #[arg(long, short, value_name = "FILE")]
    out: Option<PathBuf>,

    /// What is printed.
    #[arg(long, value_name = "FORMAT", value_enum, default_value_t)]
    format: Format,

    /// Show each change with all that differs, also where many say the same; without, what is alike is said
    /// once, for people.
    #[arg(long)]
    expand: bool,

    /// Exit with 2 where there are differences.
    #[arg(long)]
    detailed_exitcode: bool,

    /// Exit with 3 where the plan cautions of so much harm or more, or a policy denies it, which `apply` refuses in
    /// any case; a policy's warning counts as medium.
    #[arg(long, value_name = "LEVEL", value_enum)]
    fail_on: Option<FailOn>,

    /// Fetch no secret and decrypt none: for pull requests. `apply` refuses such a plan.
    #[arg(long)]
    without_secrets: bool,

    /// Delete this resource and make it again; can be said several times.
    #[arg(long, value_name = "ADDRESS", conflicts_with = "destroy", value_delimiter = ',')]
    replace: Vec<String>,

    /// Plan only this resource, what hangs on it and what it needs; takes patterns such as
    /// `Parameter/webshop/*`, and can be said several times. For exceptions: the rest stays as it is.
    #[arg(long, value_name = "ADDRESS")]
    only: Vec<String>,

    /// Tell what this branch changes from what was merged before it began and is not applied yet: names the
    /// branch that it is to be merged into, such as `origin/main`.
    #[arg(long, value_name = "REF", conflicts_with = "destroy")]
    base: Option<String>,

    /// How much may be asked to tell on how many nodes something runs, and who uses a document.
    #[arg(long, value_name = "HOW", value_enum, default_value_t)]
    effects: Effects,

    /// The same as `--effects none`.
    #[arg(long, conflicts_with = "effects")]
    no_effects: bool,

    /// Plan to delete everything that the stack owns.
    #[arg(long)]
    destroy: bool,
}

const EXAMPLES: &str = "\
Examples:
  trueup plan -e production
  trueup plan -e production --out plan.json && trueup apply plan.json
  trueup plan --all --without-secrets --base origin/main
  trueup plan --all --shard 2/10 --format json > plan-2.json
  trueup plan --all --without-secrets --format markdown > comment.md; trueup comment comment.md
  trueup plan -e staging --detailed-exitcode
  trueup plan -e staging --fail-on high
  trueup plan -e staging --only 'Parameter/webshop/*' --only PatchBaseline/web-critical
  trueup plan --sandbox";

/// What a plan is printed as.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, ValueEnum)]
pub enum Format {
    /// For people.
    #[default]
    Human,
    /// One JSON object, in the shape of Terraform's.
    Json,
    /// For a comment on a pull request, which `trueup comment` posts: also why there is no plan.
    Markdown,
    /// A page that stands by itself.
    Html,
    /// A report for GitLab's merge request widget: counts only.
    Gitlab,
}

/// How much may be asked to tell how far a plan reaches.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, ValueEnum)]
enum Effects {
    /// Nothing.
    None,
    /// A hundred calls a site at most; what was not asked is said.
    #[default]
    Some,
    /// Everything.
    All,
}

impl Effects {
    fn calls(self) -> usize {
        match self {
            Self::None => 0,
            Self::Some => USUAL,
            Self::All => usize::MAX,
        }
    }
}

/// The least harm for which a plan fails.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum FailOn {
    /// Any caution, whatever a policy says.
    Low,
    /// Something may fail, or run where it should not; a policy warns.
    Medium,
    /// Something is open to everybody, or breaks for others.
    High,
    /// A policy denies it.
    Deny,
}

/// Bytes that a comment may have, less room for a line of one's own: on the forge whose CI this is, and
/// elsewhere on GitHub, which takes the least.
fn comment_room() -> usize {
    Forge::here().unwrap_or(Forge::Github).most() - 1_500
}

/// What `--expand` asks for.
pub fn folding(expand: bool) -> Folding {
    if expand { Folding::Expanded } else { Folding::Folded }
}

impl Format {
    /// Plans as text.
    pub fn text(self, plans: &[Judged], context: &plan::Context<'_>, terminal: Terminal) -> String {
        let _busy = terminal.busy("laying the plan out");
        match self {
            Self::Human => plan::human(plans, context, terminal.out),
            Self::Json => plan::json(plans, context),
            Self::Markdown => plan::markdown(plans, context, comment_room()),
            Self::Html => plan::html(plans, context),
            Self::Gitlab => plan::gitlab(plans),
        }
    }
}

impl Args {
    /// Runs it.
    pub fn run(self, app: &App) -> Result {
        let (now, review) = (Timestamp::now(), Review::of(app));
        let review = if app.globals.sandbox.is_some() { review.of_sandbox() } else { review };
        let context = plan::Context {
            version: VERSION,
            now,
            reads: &[],
            variables: None,
            key: &review.key,
            unreached: &[],
            codes: &[],
            shard: None,
            links: review.links.as_ref(),
            folding: folding(self.expand),
        };
        let planned = app.wait(async |interrupt| interrupt.guard(self.plan(app, &context)).await);
        if let Err(error) = &planned {
            self.unplanned(app, error, &context)?;
        }
        planned
    }

    /// Says in a comment that there is no plan, in the place of the one before. Whoever stops a run wants no
    /// word of it.
    fn unplanned(&self, app: &App, error: &Error, context: &plan::Context<'_>) -> Result<()> {
        if matches!(error.exit, Exit::Interrupted | Exit::Terminated) {
            return Ok(());
        }
        let (told, commit) = (all_said(error), std::env::current_dir().ok().and_then(|here| commit(&here)));
        let why = plan::Unplanned { told: &told, code: error.exit.code(), commit: commit.as_deref() };
        app.outputs.summary(|most| plan::unplanned(why, context, most));
        match self.format {
            Format::Markdown => app.terminal.print(&plan::unplanned(why, context, comment_room())),
            Format::Human | Format::Json | Format::Html | Format::Gitlab => Ok(()),
        }
    }

    async fn plan(&self, app: &App, context: &plan::Context<'_>) -> Result {
        let now = context.now;
        let loaded = load(app, &[])?;
        spare(Some(&loaded), &[("--out", self.out.as_ref())])?;
        let slot = |path: &PathBuf| app.terminal.slot(path, Readers::Owner);
        let out = self.out.as_ref().map(slot).transpose()?;
        let goal = if self.destroy { Goal::Destroy } else { Goal::Converge };
        let exposure = exposure(self.without_secrets);
        let replace: BTreeSet<Address> =
            self.replace.iter().map(|text| Address::from(text.as_str())).collect();
        let only = only(&self.only)?;
        let mut aim = Aim { goal, replace, only, ..Aim::converge(app, &loaded, exposure, now) };
        aim.calls = if self.no_effects { 0 } else { self.effects.calls() };
        let mut ready = reach(app, &loaded, &Choice::of(&app.globals), aim.sources(), now).await?;
        let unreached = ready.unreached()?;
        let shard = ready.cut.take().map(|cut| aim.shard(cut));
        let stages = &ready.stages[..];
        // What is named may be in another part.
        if shard.is_none() {
            aim.check(stages)?;
        }
        let mut history = History::new(app.terminal, &loaded, stages, now);
        if let Some(base) = &self.base {
            history = history.since(base)?;
        }
        let look = async |stage| look(stage, &aim, Depth::Owned, &history).await;
        let plans = read_each(app.terminal, stages, look).await?;
        if shard.is_none() {
            known_only(&plans)?;
        }
        let exit = self.exit(&plans).or(ready.exit());
        let reads: Vec<u64> = stages.iter().map(Stage::calls).collect();
        let part = shard.as_ref().map(|shard| ended(shard, exit));
        let codes: Vec<u8> = plans.iter().map(|plan| self.exit(from_ref(plan)).code()).collect();
        let context =
            plan::Context { reads: &reads, unreached: &unreached, codes: &codes, shard: part, ..*context };
        if let Some(said) = shard.as_ref().and_then(empty) {
            app.terminal.note(&said);
        }
        ready.missed.iter().for_each(|missed| app.terminal.error(&missed.told()));
        // Whoever applies a file applies all that was asked for, or is told that it is a part.
        if let Some(out) = out.filter(|_| unreached.is_empty()) {
            let path = out.path().to_owned();
            app.terminal.fill(out, &file(app, &plans, shard.as_ref())?)?;
            app.outputs.set("plan-path", path.display());
        }
        app.terminal.print(&self.format.text(&plans, &context, app.terminal))?;
        app.outputs.plans(&plans);
        app.outputs.summary(|most| plan::markdown(&plans, &context, most));
        if let Some(path) = self.out.as_ref().filter(|_| unreached.is_empty()) {
            app.terminal
                .note(&format!("saved; `trueup apply {}` does exactly this, or nothing", path.display()));
        }
        Ok(exit)
    }

    /// What the plans alone end the run with.
    fn exit(&self, plans: &[Judged]) -> Exit {
        let unread =
            plans.iter().fold(Exit::Done, |exit, plan| exit.or(Exit::of_unreadable(plan.unreadable())));
        let unread = if self.fails(plans) { unread.or(Exit::Refused) } else { unread };
        let differs = self.detailed_exitcode && !plans.iter().all(|plan| plan.empty());
        if differs { unread.or(Exit::Differences) } else { unread }
    }

    fn fails(&self, plans: &[Judged]) -> bool {
        let says = |level| plans.iter().any(|plan| plan.at(level).next().is_some());
        let harm = |least| plans.iter().any(|plan| risk(plan) >= Some(least));
        let denied = says(Level::Deny);
        match self.fail_on {
            None => false,
            Some(FailOn::Deny) => denied,
            Some(FailOn::High) => denied || harm(Risk::High),
            Some(FailOn::Medium) => denied || says(Level::Warn) || harm(Risk::Medium),
            Some(FailOn::Low) => denied || says(Level::Warn) || harm(Risk::Low),
        }
    }
}

/// The text of a plan file. One with a mask in it would be damaged.
fn file(app: &App, plans: &[Judged], shard: Option<&Shard>) -> Result<String> {
    let text = save_part(plans, VERSION, shard);
    if app.terminal.outlet.clean(&text) != text {
        return Err(Error::failed("the plan holds what `TRUEUP_MASKS` hides, and a file of it would tell")
            .help("give such values by `valueFrom`: a plan file holds a secret's source, never its value"));
    }
    Ok(text)
}
