//! `trueup show`.

use engine::policy::Judged;
use std::path::{Path, PathBuf};

use engine::saved::{SavedError, load};
use jiff::Timestamp;

use super::plan::Format;
use crate::app::App;
use crate::error::{Error, Result};
use crate::exit::Exit;
use crate::forge::Review;
use crate::intake::text;
use crate::render::plan;
use crate::run::VERSION;

/// Show a saved plan.
#[derive(Debug, clap::Args)]
#[command(after_help = EXAMPLES)]
pub struct Args {
    /// The file that `trueup plan --out` wrote.
    #[arg(value_name = "FILE")]
    file: PathBuf,

    /// What is printed.
    #[arg(long, value_name = "FORMAT", value_enum, default_value_t)]
    format: Format,
}

const EXAMPLES: &str = "\
Examples:
  trueup show plan.json
  trueup show plan.json --format json | jq '.resource_changes[].address'";

impl Args {
    /// Runs it.
    pub fn run(self, app: &App) -> Result {
        let plans = saved(app, &self.file)?;
        let review = Review::of(app);
        let sandbox = plans.iter().any(|plan| plan.site().sandbox);
        let review = if sandbox { review.of_sandbox() } else { review };
        let context = plan::Context {
            version: VERSION,
            now: Timestamp::now(),
            reads: &[],
            variables: None,
            key: &review.key,
            links: review.links.as_ref(),
        };
        app.terminal.print(&self.format.text(&plans, &context, app.terminal))?;
        Ok(Exit::Done)
    }
}

/// The plans of a file.
///
/// # Errors
/// It cannot be read, or is no plan that this version knows.
pub fn saved(app: &App, path: &Path) -> Result<Vec<Judged>> {
    let _busy = app.terminal.busy("reading the plan");
    let text = text(path, LARGEST).map_err(|error| Error::file("read", path, error))?;
    load(&text, VERSION).map_err(|error| {
        let said = Error::failed(format!("`{}`: {error}", path.display()));
        match error {
            SavedError::Form(_) => said.help("`trueup plan --out FILE` writes plan files"),
            SavedError::Format(_) | SavedError::Tool { .. } => {
                said.help("plan again with this version of trueup")
            }
            SavedError::Damaged(_) => said.help("plan again; a plan file is not for editing"),
        }
    })
}

/// Bytes that a plan file may have; one of a hundred thousand changes has fewer.
const LARGEST: usize = 256 * 1024 * 1024;
