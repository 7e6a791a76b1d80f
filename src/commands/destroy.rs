//! `trueup destroy`.

use std::sync::Arc;

use engine::approve::Consent;
use engine::contract::Exposure;
use engine::plan::Goal;
use jiff::Timestamp;

use crate::app::App;
use crate::carry::{After, Audience, Consenting, Job, Planned, Report, Telling, Turn, carry};
use crate::error::{Error, Result};
use crate::exit::Exit;
use crate::interrupt::Interrupt;
use crate::load::Loaded;
use crate::run::{Aim, Choice, Selection, report, select};

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
  trueup destroy -e staging
  trueup destroy -e staging --yes
  trueup plan -e staging --destroy --out plan.json && trueup apply plan.json";

impl Args {
    /// Runs it.
    pub fn run(self, app: &App) -> Result {
        let (loaded, result) = self.telling.begin(app, "destroy")?;
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
        let loaded = loaded?;
        let Some(read) = &loaded.read else {
            report(app, &loaded.findings, &loaded.sources, &loaded.troubles)?;
            return Err(Error::said(Exit::Failed));
        };
        let choice = Choice::of(&app.globals);
        let regions = crate::run::regions(app, &loaded).await;
        let Selection { places, .. } = select(&read.stack, &choice, &regions)?;
        // A part without a site has nothing to ask for.
        let environment = places.first().map(|place| place.site.environment.clone()).unwrap_or_default();
        let consenting = Consenting::destroy(app, self.yes, self.telling.format, &environment)?;
        let audience = self.telling.audience(app, result)?;
        let patience = self.turn.patience();
        let plan = async |_: &Audience<'_>| {
            let aim = Aim::converge(app, &loaded, Exposure::Compare, Timestamp::now());
            let aim = Aim { goal: Goal::Destroy, ..aim };
            Planned::of(app, &loaded, &choice, patience, aim).await
        };
        let consent =
            Consent { incomplete: super::apply::incomplete(self.allow_incomplete), ..Consent::default() };
        carry(
            app,
            plan,
            Job { consent, consenting, patience, after: After::of(self.keep_going) },
            audience,
            &interrupt,
        )
        .await
    }
}
