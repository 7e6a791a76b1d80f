//! `trueup completions`.

use clap_complete::{Shell, generate};

use super::Grammar;
use crate::app::App;
use crate::error::Result;
use crate::exit::Exit;

/// Print a script that completes commands and options in a shell.
#[derive(Debug, clap::Args)]
#[command(after_help = EXAMPLES)]
pub struct Args {
    /// The shell.
    #[arg(value_name = "SHELL", value_enum)]
    shell: Shell,
}

const EXAMPLES: &str = "\
Examples:
  trueup completions bash > ~/.local/share/bash-completion/completions/trueup
  trueup completions zsh > \"${fpath[1]}/_trueup\"
  trueup completions fish > ~/.config/fish/completions/trueup.fish";

impl Args {
    /// Runs it.
    pub fn run(self, app: &App, grammar: Grammar) -> Result {
        let mut script = Vec::new();
        generate(self.shell, &mut grammar(), "trueup", &mut script);
        app.terminal.print(&String::from_utf8_lossy(&script))?;
        Ok(Exit::Done)
    }
}
