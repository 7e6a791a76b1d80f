//! `trueup man`: for those who package trueup.

use std::path::PathBuf;

use clap_mangen::{Man, generate_to};

use super::Grammar;
use crate::app::App;
use crate::error::{Error, Result};
use crate::exit::Exit;

/// Print the manual page, or write one for each command into a folder.
#[derive(Debug, clap::Args)]
#[command(after_help = EXAMPLES)]
pub struct Args {
    /// The folder; without it, the page of `trueup` itself is printed.
    #[arg(value_name = "DIR")]
    folder: Option<PathBuf>,
}

const EXAMPLES: &str = "\
Examples:
  trueup man | man -l -
  trueup man man/man1";

impl Args {
    /// Runs it.
    pub fn run(self, app: &App, grammar: Grammar) -> Result {
        match self.folder {
            Some(folder) => {
                generate_to(grammar(), &folder).map_err(|error| Error::file("write to", &folder, error))?;
            }
            None => {
                let mut page = Vec::new();
                let made = Man::new(grammar()).render(&mut page);
                made.map_err(|error| Error::failed(format!("cannot make the page: {error}")))?;
                app.terminal.print(&String::from_utf8_lossy(&page))?;
            }
        }
        Ok(Exit::Done)
    }
}
