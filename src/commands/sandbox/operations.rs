//! `trueup sandbox operations`.

use std::collections::BTreeMap;

use clap::ValueEnum;
use sandbox::{Coverage, coverage};
use serde_json::json;

use crate::app::App;
use crate::error::Result;
use crate::exit::Exit;

/// List the operations of AWS that the sandbox knows: those that it carries out, and those that it
/// answers, in AWS's error form, with `UnknownOperationException` and that they are not covered.
#[derive(Debug, clap::Args)]
#[command(after_help = EXAMPLES)]
pub struct Args {
    /// What is printed.
    #[arg(long, value_name = "FORMAT", value_enum, default_value_t)]
    format: Format,
}

const EXAMPLES: &str = "\
Examples:
  trueup sandbox operations
  trueup sandbox operations | grep -c ': covered'
  trueup sandbox operations --format json | jq '.[] | select(.covered) | .notes'";

#[derive(Debug, Clone, Copy, Default, ValueEnum)]
enum Format {
    /// A line for each operation.
    #[default]
    Human,
    /// With the notes on where the sandbox knowingly differs from AWS.
    Json,
    /// A paragraph for each service, as the README has them.
    Markdown,
}

/// The service whose operations are all named in the paragraphs. Of the others the sandbox has the few
/// that come with it, out of hundreds.
const SUBJECT: &str = "ssm";

impl Args {
    /// Runs it.
    pub(super) fn run(self, app: &App) -> Result {
        let operations = coverage();
        app.terminal.print(&match self.format {
            Format::Human => lines(&operations),
            Format::Json => document(&operations),
            Format::Markdown => paragraphs(&operations),
        })?;
        Ok(Exit::Done)
    }
}

fn lines(operations: &[Coverage]) -> String {
    let word = |covered| if covered { "covered" } else { "not covered" };
    let line = |one: &Coverage| format!("{} {}: {}\n", one.service, one.operation, word(one.covered));
    operations.iter().map(line).collect()
}

fn document(operations: &[Coverage]) -> String {
    let entry = |one: &Coverage| {
        let Coverage { service, operation, covered, notes } = one;
        json!({"service": service, "operation": operation, "covered": covered, "notes": notes})
    };
    format!("{:#}\n", operations.iter().map(entry).collect::<serde_json::Value>())
}

fn paragraphs(operations: &[Coverage]) -> String {
    let mut services: BTreeMap<&str, [Vec<&str>; 2]> = BTreeMap::new();
    for one in operations {
        let [covered, others] = services.entry(one.service).or_default();
        if one.covered { covered } else { others }.push(one.operation);
    }
    let paragraphs = services.iter().map(|(service, [covered, others])| {
        let all = covered.len() + others.len();
        let first = filled(&format!("`{service}`, {} of {all} covered:", covered.len()), covered);
        if *service == SUBJECT { format!("{first}\n{}", filled("Not covered:", others)) } else { first }
    });
    paragraphs.collect::<Vec<_>>().join("\n")
}

/// A heading and names, in lines that a reader's editor does not fold.
fn filled(heading: &str, names: &[&str]) -> String {
    const WIDTH: usize = 100;
    let mut text = heading.to_owned();
    let mut width = text.len();
    for (at, name) in names.iter().enumerate() {
        let end = if at + 1 == names.len() { "" } else { "," };
        let word = format!("{name}{end}");
        let fits = width + 1 + word.len() <= WIDTH;
        width = if fits { width + 1 + word.len() } else { word.len() };
        text += if fits { " " } else { "\n" };
        text += &word;
    }
    text + "\n"
}
