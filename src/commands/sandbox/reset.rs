//! `trueup sandbox reset`.

use sandbox::Sandbox;

use super::file;
use crate::app::App;
use crate::connect::{SandboxFile, refused};
use crate::error::{Error, Result};
use crate::exit::Exit;

/// Delete everything that the sandbox holds.
#[derive(Debug, clap::Args)]
#[command(after_help = EXAMPLES)]
pub struct Args {}

const EXAMPLES: &str = "\
Examples:
  trueup sandbox reset
  trueup sandbox reset --sandbox=/tmp/webshop.redb";

impl Args {
    /// Runs it.
    pub(super) fn run(self, app: &App) -> Result {
        let file = file(app)?;
        let SandboxFile::Path(path) = &file else {
            return Err(Error::usage("a sandbox in memory is empty whenever it starts"));
        };
        Sandbox::reset(path).map_err(|error| refused(&file, path, &error))?;
        app.terminal.note(&format!("the sandbox in `{}` is empty", path.display()));
        Ok(Exit::Done)
    }
}
