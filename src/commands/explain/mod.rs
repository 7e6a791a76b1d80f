//! `trueup explain`.

mod words;

use engine::Address;
use engine::caution::{RULES, rule};
use engine::kinds::{resource_of, resources};
use schema::codes;
use schema::kinds::{self, STACK};
use schema::shape::nearest;

use crate::app::App;
use crate::commands::schema::unknown as unknown_kind;
use crate::error::{Error, Result};
use crate::exit::Exit;
use crate::render::reference;
use crate::view::text::escape;

/// Explain the code of a finding or of a plan's caution: what is wrong, why it is refused, and how to write it. Or a kind or
/// an address: an example, every field and how it is compared, every finding. Or a word that plans, drift reports
/// and outcomes print: what it means and what to do.
///
/// Without a word, every code is listed; `trueup explain words` lists the words, `trueup schema --list` the kinds.
#[derive(Debug, clap::Args)]
#[command(after_help = EXAMPLES)]
pub struct Args {
    /// The code, as it stands in brackets behind `error` or `warning`; a kind, as `kind:` says it; an address; or
    /// a word, as it is printed.
    #[arg(value_name = "CODE|KIND|ADDRESS|WORD")]
    word: Option<String>,
}

const EXAMPLES: &str = "\
Examples:
  trueup explain parameter-name
  trueup explain MaintenanceWindow
  trueup explain Parameter/webshop/production/port
  trueup explain conflict
  trueup explain 'runs now'
  trueup explain";

impl Args {
    /// Runs it.
    pub fn run(self, app: &App) -> Result {
        let text = match self.word.as_deref() {
            None => {
                let findings = codes::ALL.iter().map(|page| line(page.code, page.summary()));
                findings.chain(RULES.iter().map(|rule| line(rule.code, rule.summary()))).collect()
            }
            Some("words") => words::all().map(|word| line(word.name(), word.meaning)).collect(),
            Some(word) => explain(word)?,
        };
        app.terminal.print(&text)?;
        Ok(Exit::Done)
    }
}

fn line(word: &str, said: &str) -> String {
    format!("{word:<28} {said}\n")
}

fn explain(word: &str) -> Result<String> {
    let code = word.trim_matches(['[', ']']).trim_start_matches("error[").trim_start_matches("warning[");
    let text = codes::explain(code).map(|page| page.text).or_else(|| rule(code).map(|rule| rule.page));
    if let Some(text) = text {
        return Ok(format!("{}\n", text.trim_end()));
    }
    if let Some(kind) = [&STACK].into_iter().chain(kinds::ALL).find(|kind| kind.name == word) {
        return Ok(reference::markdown(kind));
    }
    if let Some(page) = address(word) {
        return Ok(page);
    }
    match words::find(word) {
        Some(word) => Ok(word.page()),
        None => Err(unknown(word)),
    }
}

/// The page of what an address is, or of what a plan calls a kind: `Parameter`, which manifests of the kind
/// `ParameterHierarchy` describe.
fn address(word: &str) -> Option<String> {
    let resource = resource_of(&Address::from(word))?;
    let holds =
        |line: &&engine::contract::KindLine| line.resources.iter().any(|other| other.name == resource.name);
    let kind = engine::kinds::KINDS.iter().find(holds)?;
    let page = kinds::find(kind.name)?;
    let said = format!("`{}` is what a manifest of the kind `{}` describes.\n\n", escape(word), kind.name);
    Some(said + &reference::markdown(page))
}

fn unknown(word: &str) -> Error {
    if kinds::NOT_YET.contains(&word) {
        return unknown_kind(word);
    }
    let kinds = [&STACK].into_iter().chain(kinds::ALL).map(|kind| kind.name);
    let what = kinds.chain(resources().map(|line| line.name));
    let said = codes::ALL.iter().map(|page| page.code).chain(RULES.iter().map(|rule| rule.code));
    // A kind is written with a capital, and words and codes are not.
    let near = match word.starts_with(|c: char| c.is_ascii_uppercase()) {
        true => nearest(word, what).or_else(|| nearest(&word.to_lowercase(), all_words())),
        false => nearest(word, said.chain(all_words())),
    };
    let error = Error::usage(format!("there is no code, kind or word `{word}`"));
    match near {
        Some(near) => error.help(format!("did you mean `{near}`?")),
        None => {
            error.help("`trueup explain` lists every code, `trueup explain words` every word that is printed")
        }
    }
}

fn all_words() -> impl Iterator<Item = &'static str> {
    words::all().flat_map(|word| word.names().collect::<Vec<_>>())
}
