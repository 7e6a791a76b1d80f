//! `trueup explain`.

use engine::caution::{RULES, rule};
use schema::codes::{self, explain};
use schema::kinds::{self, STACK};
use schema::shape::nearest;

use crate::app::App;
use crate::commands::schema::unknown as unknown_kind;
use crate::error::{Error, Result};
use crate::exit::Exit;
use crate::render::reference;

/// Explain the code of a finding or of a plan's caution: what is wrong, why it is refused, and how to write it. Or a kind:
/// an example, every field and how it is compared, every finding.
///
/// Without a code or kind, every code is listed; `trueup schema --list` lists the kinds.
#[derive(Debug, clap::Args)]
#[command(after_help = EXAMPLES)]
pub struct Args {
    /// The code, as it stands in brackets behind `error` or `warning`; or a kind, as `kind:` says it.
    #[arg(value_name = "CODE|KIND")]
    word: Option<String>,
}

const EXAMPLES: &str = "\
Examples:
  trueup explain parameter-name
  trueup explain MaintenanceWindow
  trueup explain";

impl Args {
    /// Runs it.
    pub fn run(self, app: &App) -> Result {
        let text = match &self.word {
            None => {
                let findings = codes::ALL.iter().map(|page| (page.code, page.summary()));
                let all = findings.chain(RULES.iter().map(|rule| (rule.code, rule.summary())));
                all.map(|(code, summary)| format!("{code:<28} {summary}\n")).collect()
            }
            Some(word) if word.starts_with(|c: char| c.is_ascii_uppercase()) => {
                let kind = [&STACK].into_iter().chain(kinds::ALL).find(|kind| kind.name == word);
                reference::markdown(kind.ok_or_else(|| unknown_kind(word))?)
            }
            Some(code) => {
                let code = code.trim_matches(['[', ']']).trim_start_matches("error[");
                let text = explain(code).map(|page| page.text).or_else(|| rule(code).map(|rule| rule.page));
                format!("{}\n", text.ok_or_else(|| unknown(code))?.trim_end())
            }
        };
        app.terminal.print(&text)?;
        Ok(Exit::Done)
    }
}

fn unknown(code: &str) -> Error {
    let error = Error::usage(format!("there is no code `{code}`"));
    match nearest(code, codes::ALL.iter().map(|page| page.code).chain(RULES.iter().map(|rule| rule.code))) {
        Some(near) => error.help(format!("did you mean `{near}`?")),
        None => error.help("`trueup explain` lists every code"),
    }
}
