//! `trueup show`.

use engine::policy::Judged;
use std::path::{Path, PathBuf};

use engine::saved::{SavedError, load};
use jiff::Timestamp;
use serde_json::Value;

use super::plan::{Format, folding};
use crate::app::App;
use crate::error::{Error, Result};
use crate::exit::Exit;
use crate::forge::Review;
use crate::intake::text;
use crate::render::result::{self, Form, Result as Outcome};
use crate::render::{self, plan};
use crate::run::VERSION;
use crate::view::Folding;
use crate::view::text::escape;

/// Show a saved plan, or the result that `apply --result` left.
#[derive(Debug, clap::Args)]
#[command(after_help = EXAMPLES)]
pub struct Args {
    /// The file that `trueup plan --out`, `trueup apply --result` or `trueup destroy --result` wrote.
    #[arg(value_name = "FILE")]
    file: PathBuf,

    /// What is printed.
    #[arg(long, value_name = "FORMAT", value_enum, default_value_t)]
    format: Format,

    /// Show each change with all that differs, also where many say the same; without, what is alike is said
    /// once, for people.
    #[arg(long)]
    expand: bool,
}

const EXAMPLES: &str = "\
Examples:
  trueup show plan.json
  trueup show result.json --format markdown
  trueup show plan.json --format json | jq '.resource_changes[].address'";

/// Plans from files, as a format shows them.
pub(super) fn laid_out(app: &App, plans: &[Judged], format: Format, folding: Folding) -> String {
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
        unreached: &[],
        codes: &[],
        shard: None,
        folding,
    };
    format.text(plans, &context, app.terminal)
}

impl Args {
    /// Runs it.
    pub fn run(self, app: &App) -> Result {
        let text = read(app, &self.file)?;
        match Form::of(&text) {
            Form::Result(result, whole) => return self.result(app, &result, &whole),
            Form::Unreadable(why) => {
                return Err(Error::failed(format!("`{}`: {why}", self.file.display())));
            }
            Form::Other => {}
        }
        let plans = plans(app, &self.file, &text)?;
        app.terminal.print(&laid_out(app, &plans, self.format, folding(self.expand)))?;
        Ok(Exit::Done)
    }

    fn result(&self, app: &App, result: &Outcome, whole: &Value) -> Result {
        let text = match self.format {
            Format::Human => result::human(result, app.terminal.out),
            Format::Markdown => result::markdown(result),
            Format::Json => render::text(whole),
            Format::Html | Format::Gitlab => {
                return Err(Error::usage("a result is shown as `human`, `markdown` or `json`")
                    .help("the other formats are of plans"));
            }
        };
        app.terminal.print(&text)?;
        Ok(Exit::Done)
    }
}

/// The plans of a file.
///
/// # Errors
/// It cannot be read, or is no plan that this version knows.
pub fn saved(app: &App, path: &Path) -> Result<Vec<Judged>> {
    plans(app, path, &read(app, path)?)
}

fn read(app: &App, path: &Path) -> Result<String> {
    let _busy = app.terminal.busy("reading the file");
    text(path, LARGEST).map_err(|error| Error::file("read", path, error))
}

fn plans(app: &App, path: &Path, text: &str) -> Result<Vec<Judged>> {
    let _busy = app.terminal.busy("reading the plan");
    load(text, VERSION).map_err(|error| {
        let said = Error::failed(format!("`{}`: {}", path.display(), escape(&error.to_string())));
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
