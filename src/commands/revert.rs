//! `trueup revert`.

use std::sync::Arc;

use engine::approve::Consent;
use engine::contract::Exposure;
use engine::plan::{By, Only, Origin, Untold, Whence};
use engine::policy::Judged;
use jiff::Timestamp;

use super::apply::incomplete;
use crate::app::App;
use crate::carry::{After, Audience, Consenting, Job, Planned, Report, Telling, Turn, carry};
use crate::error::{Error, Result};
use crate::exit::Exit;
use crate::interrupt::Interrupt;
use crate::load::Loaded;
use crate::run::{Aim, Choice, known_only, only};

/// Put back in AWS what somebody has changed there.
///
/// An apply of the named resources and of nothing else. What git has changed too since it was applied,
/// or needs something that is not named, is refused: that is `trueup apply`'s.
#[derive(Debug, clap::Args)]
#[command(after_help = EXAMPLES)]
pub struct Args {
    /// What is put back, as `trueup drift` names it; patterns too.
    #[arg(value_name = "ADDRESS", required = true)]
    named: Vec<String>,

    /// Ask nothing.
    #[arg(long, visible_alias = "auto-approve")]
    yes: bool,

    /// Put back what could be read although something could not.
    #[arg(long)]
    allow_incomplete: bool,

    #[command(flatten)]
    telling: Telling,

    #[command(flatten)]
    turn: Turn,
}

const EXAMPLES: &str = "\
Examples:
  trueup revert -e production Parameter/webshop/port
  trueup revert -e production Parameter/webshop/port MaintenanceWindow/weekly --yes";

impl Args {
    /// Runs it.
    pub fn run(self, app: &App) -> Result {
        let consenting = Consenting::apply(app, self.yes, self.telling.format)?;
        let (loaded, report) = self.telling.begin(app, "revert")?;
        app.wait(async |interrupt| self.revert(app, consenting, loaded, &report, interrupt).await)
    }

    async fn revert(
        &self,
        app: &App,
        consenting: Consenting,
        loaded: Result<Loaded>,
        report: &Arc<Report>,
        interrupt: Interrupt,
    ) -> Result {
        report.planned(&[]);
        let audience = self.telling.audience(app, report)?;
        let loaded = loaded?;
        let only = only(&self.named)?;
        let consent = Consent { incomplete: incomplete(self.allow_incomplete), ..Consent::default() };
        let patience = self.turn.patience();
        let plan = async |_: &Audience<'_>| {
            let aim = Aim {
                only: only.clone(),
                ..Aim::converge(app, &loaded, Exposure::Compare, Timestamp::now())
            };
            let planned = Planned::of(app, &loaded, &Choice::of(&app.globals), patience, aim).await?;
            known_only(&planned.plans)?;
            refuse(app, &only, &planned.plans)?;
            Ok(planned)
        };
        carry(app, plan, Job { consent, consenting, patience, after: After::End }, audience, &interrupt).await
    }
}

/// Refuses what is more than putting back what is named.
fn refuse(app: &App, only: &Only, plans: &[Judged]) -> Result<()> {
    let mut refused = false;
    for plan in plans {
        let origins = &plan.notes().origins;
        for change in plan.changes() {
            let origin = origins.changes.get(&change.address);
            let pending = origin.is_some_and(is_pending);
            if let Some(why) = origin.and_then(|origin| origin.untold) {
                let said = format!("nothing tells whether git has changed it too: {}", why.reason());
                let error = Error::failed(format!("{}: {said}", change.address));
                app.terminal.error(&error.help(told_again(why)));
                refused = true;
                continue;
            }
            let (said, help) = match (only.names(&change.address), pending) {
                (true, false) => continue,
                (true, true) => (
                    "git has changed it too, and nobody has applied that yet",
                    "`trueup apply` does both; `trueup drift` tells them apart",
                ),
                (false, true) => (
                    "it goes with what is named, and git has changed it: nobody has applied that yet",
                    "`trueup apply --only` does both",
                ),
                (false, false) => ("it goes with what is named, and differs too", "name it too"),
            };
            app.terminal.error(&Error::failed(format!("{}: {said}", change.address)).help(help));
            refused = true;
        }
    }
    if refused { Err(Error::said(Exit::Refused)) } else { Ok(()) }
}

/// The way out where nothing tells what was applied.
fn told_again(why: Untold) -> &'static str {
    match why {
        Untold::Gone => {
            "fetch its history, which a shallow clone does not have; or `trueup apply --only` what git asks for"
        }
        Untold::NoRecord | Untold::NoCommit | Untold::Otherwise => "`trueup apply --only` what git asks for",
    }
}

/// Whether git has a part in a change.
fn is_pending(origin: &Origin) -> bool {
    let Origin { whence, fields, whole, untold: _ } = origin;
    match (whole, &fields[..]) {
        (None, []) => *whence != Whence::Outside,
        (whole, fields) => {
            let mut by = fields.iter().map(|field| field.by).chain(*whole);
            by.any(|by| matches!(by, By::Git | By::Both))
        }
    }
}
