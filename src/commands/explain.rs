//! `trueup explain`.

use schema::codes::{self, explain};

use crate::app::App;
use crate::error::{Error, Result, nearest};
use crate::exit::Exit;

/// Explain the code of a finding: what is wrong, why it is refused, and how to write it.
///
/// Without a code, every code is listed.
#[derive(Debug, clap::Args)]
#[command(after_help = EXAMPLES)]
pub struct Args {
    /// The code, as it stands in brackets behind `error` or `warning`.
    #[arg(value_name = "CODE")]
    code: Option<String>,
}

const EXAMPLES: &str = "\
Examples:
  trueup explain parameter-name
  trueup explain";

impl Args {
    /// Runs it.
    pub fn run(self, app: &App) -> Result {
        let text = match &self.code {
            None => codes::ALL.iter().map(|page| format!("{:<28} {}\n", page.code, page.summary())).collect(),
            Some(code) => {
                let code = code.trim_matches(['[', ']']).trim_start_matches("error[");
                format!("{}\n", explain(code).ok_or_else(|| unknown(code))?.text.trim_end())
            }
        };
        app.terminal.print(&text)?;
        Ok(Exit::Done)
    }
}

fn unknown(code: &str) -> Error {
    let error = Error::usage(format!("there is no code `{code}`"));
    match nearest(code, codes::ALL.iter().map(|page| page.code)) {
        Some(near) => error.help(format!("did you mean `{near}`?")),
        None => error.help("`trueup explain` lists every code"),
    }
}
