//! `trueup destroy`.

use std::path::PathBuf;
use std::sync::Arc;

use engine::approve::Consent;
use engine::contract::{Depth, Exposure};
use engine::plan::Goal;
use jiff::Timestamp;

use crate::app::App;
use crate::carry::{Audience, Consenting, Format, Job, Queue, Report, Turn, carry};
use crate::error::{Error, Result};
use crate::exit::Exit;
use crate::interrupt::Interrupt;
use crate::load::{Loaded, load, spare};
use crate::run::{Aim, Choice, look, prepare, report, select};

/// Delete everything that the stack owns in an environment.
///
/// On a terminal the environment's name is asked for. What `guardrails.protect` names is never
/// deleted, and what is not the stack's own stays.
#[derive(Debug, clap::Args)]
#[command(after_help = EXAMPLES)]
pub struct Args {
    /// Ask nothing; needs `-e NAME` too.
    #[arg(long, visible_alias = "auto-approve")]
    yes: bool,

    /// Delete what could be read although something could not.
    #[arg(long)]
    allow_incomplete: bool,

    /// What is printed.
    #[arg(long, value_name = "FORMAT", value_enum, default_value_t)]
    format: Format,

    /// Write what was done into a file, call by call, however it ends: also when it is refused,
    /// interrupted, or runs out of credentials.
    #[arg(long, value_name = "FILE")]
    result: Option<PathBuf>,

    /// Also write what happens into a file, as lines of JSON.
    #[arg(long, value_name = "FILE")]
    json_into: Option<PathBuf>,

    #[command(flatten)]
    turn: Turn,
}

const EXAMPLES: &str = "\
Examples:
  trueup destroy -e staging
  trueup destroy -e staging --yes
  trueup plan -e staging --destroy --out plan.json && trueup apply plan.json";

impl Args {
    /// Runs it.
    pub fn run(self, app: &App) -> Result {
        let loaded = load(app, &[]);
        spare(
            loaded.as_ref().ok(),
            &[("--result", self.result.as_ref()), ("--json-into", self.json_into.as_ref())],
        )?;
        let result = Report::begin(app, "destroy", self.result.clone())?;
        app.wait(async |interrupt| self.destroy(app, loaded, &result, interrupt).await)
    }

    async fn destroy(
        &self,
        app: &App,
        loaded: Result<Loaded>,
        result: &Arc<Report>,
        interrupt: Interrupt,
    ) -> Result {
        if app.globals.all {
            return Err(Error::usage("one environment is destroyed at a time").help("name it with `-e`"));
        }
        let now = Timestamp::now();
        let loaded = loaded?;
        let Some(read) = &loaded.read else {
            report(app, &loaded.findings, &loaded.sources, &loaded.troubles)?;
            return Err(Error::said(Exit::Failed));
        };
        let choice = Choice::of(&app.globals);
        let regions = crate::run::regions(app, &loaded).await;
        let environment = select(&read.stack, &choice, &regions)?[0].site.environment.clone();
        let consenting = Consenting::destroy(app, self.yes, self.format, &environment)?;
        let audience = Audience::open(app, self.format, self.json_into.as_ref(), result)?;
        let aim = Aim { goal: Goal::Destroy, ..Aim::converge(&loaded, Exposure::Compare, now) };
        let read = async {
            let stages = prepare(app, &loaded, &choice, aim.sources(), now).await?;
            let queue = Queue::join(app, &stages, &self.turn, &aim).await?;
            let mut plans = Vec::new();
            for stage in &stages {
                plans.push(look(stage, &aim, Depth::Owned).await?);
            }
            Ok((stages, plans, queue))
        };
        let (stages, plans, queue) = interrupt.guard(read).await?;
        let consent =
            Consent { incomplete: super::apply::incomplete(self.allow_incomplete), ..Consent::default() };
        carry(app, Job { stages, plans, aim, consent, consenting, queue }, audience, &interrupt).await
    }
}
