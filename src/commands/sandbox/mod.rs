//! `trueup sandbox`.

mod dump;
mod operations;
mod reset;
mod serve;

use clap::Subcommand;

use crate::app::App;
use crate::connect::SandboxFile;
use crate::error::Result;
use crate::globals::Where;
use crate::load;

/// An AWS Systems Manager on this machine: serve it to other clients, empty it, look inside.
///
/// `--sandbox` puts the same sandbox in the place of AWS for any other command. Its state lies
/// beside `trueup.yaml`, or where `--sandbox=FILE` says.
#[derive(Debug, clap::Args)]
#[command(after_help = EXAMPLES)]
pub struct Args {
    #[command(subcommand)]
    command: Command,
}

const EXAMPLES: &str = "\
Examples:
  trueup sandbox serve
  trueup sandbox serve --sandbox=:memory: --port 0 --rates published
  trueup sandbox dump | jq keys
  trueup sandbox reset
  trueup sandbox operations";

#[derive(Debug, Subcommand)]
enum Command {
    Serve(serve::Args),
    Reset(reset::Args),
    Dump(dump::Args),
    Operations(operations::Args),
}

impl Args {
    /// Runs it.
    pub fn run(self, app: &App) -> Result {
        match self.command {
            Command::Serve(args) => args.run(app),
            Command::Reset(args) => args.run(app),
            Command::Dump(args) => args.run(app),
            Command::Operations(args) => args.run(app),
        }
    }
}

/// The sandbox that the options name: the stack's own where they name none.
fn file(app: &App) -> Result<SandboxFile> {
    let place = app.globals.sandbox.clone().unwrap_or(Where::Beside);
    let root =
        match place {
            Where::Beside => Some(load::find().map_err(|error| {
                error.help("without a stack, say `--sandbox=:memory:` or `--sandbox=FILE`")
            })?),
            Where::Memory | Where::File(_) => None,
        };
    Ok(SandboxFile::of(&place, root.as_deref()))
}
