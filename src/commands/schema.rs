//! `trueup schema`.

use schema::kinds::{self, STACK};
use schema::shape::nearest;

use crate::app::App;
use crate::error::{Error, Result};
use crate::exit::Exit;

/// Print the JSON Schema of manifests, for editors and other tools.
///
/// Without a kind, the schema covers every kind and `trueup.yaml`, whichever a document says it is.
/// `plan` is the schema of plan files, `result` that of what `apply --result` writes. Put
/// `# yaml-language-server: $schema=FILE` on a manifest's first line, and the editor completes
/// and checks it as you type.
#[derive(Debug, clap::Args)]
#[command(after_help = EXAMPLES)]
pub struct Args {
    /// Only this kind, such as `ParameterHierarchy`; or `plan`, or `result`.
    #[arg(value_name = "KIND", conflicts_with = "list")]
    kind: Option<String>,

    /// List the kinds.
    #[arg(long)]
    list: bool,
}

const EXAMPLES: &str = "\
Examples:
  trueup schema > trueup.schema.json
  trueup schema ParameterHierarchy
  trueup schema plan > plan.schema.json
  trueup schema --list";

/// The forms of files that are no manifests. They are promises to others, so they are written by hand.
const FILES: [(&str, &str); 2] = [
    ("plan", include_str!("../../schema/json/plan.json")),
    ("result", include_str!("../../schema/json/result.json")),
];

impl Args {
    /// Runs it.
    pub fn run(self, app: &App) -> Result {
        if self.list {
            let kinds = [&STACK].into_iter().chain(kinds::ALL);
            let lines: String = kinds.map(|kind| format!("{:<20} {}\n", kind.name, kind.summary)).collect();
            app.terminal.print(&lines)?;
            return Ok(Exit::Done);
        }
        if let Some((_, text)) = FILES.iter().find(|(name, _)| self.kind.as_deref() == Some(*name)) {
            app.terminal.print(text)?;
            return Ok(Exit::Done);
        }
        let schema = match &self.kind {
            None => kinds::json_schema_of_all(),
            Some(kind) => kinds::json_schema(kind).ok_or_else(|| unknown(kind))?,
        };
        app.terminal.print(&text(&schema))?;
        Ok(Exit::Done)
    }
}

/// A schema as it is printed and kept in files.
pub fn text(schema: &serde_json::Value) -> String {
    format!("{schema:#}\n")
}

/// What is wrong with the name of a kind that is none.
pub(super) fn unknown(kind: &str) -> Error {
    let names: Vec<&str> = [&STACK].into_iter().chain(kinds::ALL).map(|kind| kind.name).collect();
    if kinds::NOT_YET.contains(&kind) {
        return Error::failed(format!("the kind `{kind}` is not supported yet"))
            .help(format!("the kinds are {}", names.join(", ")));
    }
    let error = Error::usage(format!("there is no kind `{kind}`"));
    match nearest(kind, names.iter().copied()) {
        Some(near) => error.help(format!("did you mean `{near}`?")),
        None => error.help(format!("the kinds are {}", names.join(", "))),
    }
}
