//! `trueup sandbox dump`.

use sandbox::Secrets;

use super::file;
use crate::app::App;
use crate::connect::{SandboxFile, open};
use crate::error::{Error, Result};
use crate::exit::Exit;

/// Print everything that the sandbox holds, as JSON.
#[derive(Debug, clap::Args)]
#[command(after_help = EXAMPLES)]
pub struct Args {
    /// Print the values of SecureStrings too.
    #[arg(long, env = "TRUEUP_SANDBOX_SHOW_SECRETS")]
    show_secrets: bool,
}

const EXAMPLES: &str = "\
Examples:
  trueup sandbox dump
  trueup sandbox dump --show-secrets --sandbox=/tmp/webshop.redb";

impl Args {
    /// Runs it.
    pub(super) fn run(self, app: &App) -> Result {
        let file = file(app)?;
        match &file {
            SandboxFile::Memory => return Err(Error::usage("a sandbox in memory holds nothing yet")),
            SandboxFile::Path(path) if !path.exists() => {
                return Err(Error::failed(format!("there is no sandbox in `{}`", path.display()))
                    .help("it is made when a command first uses `--sandbox`"));
            }
            SandboxFile::Path(_) => {}
        }
        let secrets = if self.show_secrets { Secrets::Shown } else { Secrets::Masked };
        app.terminal.print(&format!("{:#}\n", open(&file)?.dump(secrets)))?;
        Ok(Exit::Done)
    }
}
