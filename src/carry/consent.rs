//! Whether somebody agrees to what a plan shows.

use super::audience::Format;
use crate::app::App;
use crate::error::{Error, Result};
use crate::exit::Exit;
use crate::interrupt::Interrupt;
use crate::terminal::Asking;

/// How consent is given.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Consenting {
    /// It was given on the command line, or with a reviewed plan.
    Given,
    /// Somebody is asked, and must answer with this word.
    Ask {
        /// The question.
        question: String,
        /// The answer that goes on.
        answer: String,
    },
}

impl Consenting {
    /// Consent for an apply.
    ///
    /// # Errors
    /// Usage: nobody can be asked and nobody said `--yes`.
    pub fn apply(app: &App, yes: bool, format: Format) -> Result<Self> {
        match (yes, able(app, format)) {
            (true, _) => Ok(Self::Given),
            (false, Asking::Possible) => Ok(Self::Ask {
                question: "Apply these changes? Only `yes` goes on: ".into(),
                answer: "yes".into(),
            }),
            (false, Asking::Impossible) => Err(Error::usage("nobody can be asked whether to apply")
                .help("review the plan with `trueup plan --out FILE` and apply that file, or say `--yes`")),
        }
    }

    /// Consent for an edit of the stack's files.
    ///
    /// # Errors
    /// Usage: nobody can be asked and nobody said `--yes`.
    pub fn accept(app: &App, yes: bool) -> Result<Self> {
        match (yes, app.terminal.asking) {
            (true, _) => Ok(Self::Given),
            (false, Asking::Possible) => Ok(Self::Ask {
                question: "Write this into the files? Only `yes` goes on: ".into(),
                answer: "yes".into(),
            }),
            (false, Asking::Impossible) => Err(Error::usage("nobody can be asked whether to write that")
                .help("say `--yes`, or `--format patch` to see it only")),
        }
    }

    /// Consent for a destroy.
    ///
    /// # Errors
    /// Usage: nobody can be asked, and the command line does not say both which and yes.
    pub fn destroy(app: &App, yes: bool, format: Format, environment: &str) -> Result<Self> {
        match (yes && app.globals.environment.is_some(), able(app, format)) {
            (true, _) => Ok(Self::Given),
            (false, Asking::Possible) => Ok(Self::Ask {
                question: format!(
                    "Destroy all of this? Only the environment's name, `{environment}`, goes on: "
                ),
                answer: environment.to_owned(),
            }),
            (false, Asking::Impossible) => {
                Err(Error::usage("nobody can be asked whether to destroy").help(format!(
                    "say `-e {environment} --yes`, or apply what `trueup plan --destroy --out FILE` wrote"
                )))
            }
        }
    }
}

/// Whether somebody can be asked: nobody can agree to a plan that only programs are shown.
fn able(app: &App, format: Format) -> Asking {
    match format {
        Format::Human => app.terminal.asking,
        Format::Json => Asking::Impossible,
    }
}

/// Asks, where somebody is to be asked.
///
/// # Errors
/// They do not agree, or ask to stop.
pub async fn agree(app: &App, consenting: &Consenting, interrupt: &Interrupt) -> Result<()> {
    let Consenting::Ask { question, answer } = consenting else { return Ok(()) };
    let (terminal, question) = (app.terminal, format!("\n{question}"));
    // A thread of its own: nothing else ends a read from a terminal.
    let asked = tokio::task::spawn_blocking(move || terminal.ask(&question));
    let given = interrupt.guard(async { asked.await.expect("asking does not panic") }).await?;
    if given == *answer {
        Ok(())
    } else {
        Err(Error::new(Exit::Failed, "not confirmed; nothing was changed"))
    }
}
