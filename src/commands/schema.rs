//! `trueup schema`.

use schema::kinds::{self, STACK};
use schema::shape::nearest;

use crate::app::App;
use crate::error::{Error, Result};
use crate::exit::Exit;

/// Print the JSON Schema of manifests and of what programs read, for editors and other tools.
///
/// Without a name, the schema covers every kind and `trueup.yaml`, whichever a document says it is. Put
/// `# yaml-language-server: $schema=FILE` on a manifest's first line, and the editor completes
/// and checks it as you type. The names in small letters are those of files and outputs for programs:
/// `--list` tells which.
#[derive(Debug, clap::Args)]
#[command(after_help = EXAMPLES)]
pub struct Args {
    /// Only this one: a kind, such as `ParameterHierarchy`, or what programs read, such as `plan-output`.
    #[arg(value_name = "NAME", conflicts_with = "list")]
    name: Option<String>,

    /// List the names.
    #[arg(long)]
    list: bool,
}

const EXAMPLES: &str = "\
Examples:
  trueup schema > trueup.schema.json
  trueup schema ParameterHierarchy
  trueup schema plan-output > plan-output.schema.json
  trueup schema --list";

/// What programs read of what trueup writes.
struct Form {
    name: &'static str,
    summary: &'static str,
    text: &'static str,
}

/// Every form. They are promises to others, so they are written by hand.
const FORMS: [Form; 9] = [
    Form {
        name: "plan",
        summary: "A plan file: `plan --out FILE`.",
        text: include_str!("../../schema/json/plan.json"),
    },
    Form {
        name: "plan-output",
        summary: "What `plan --format json` and `show --format json` print.",
        text: include_str!("../../schema/json/plan-output.json"),
    },
    Form {
        name: "drift",
        summary: "What `drift --format json` prints.",
        text: include_str!("../../schema/json/drift.json"),
    },
    Form {
        name: "findings",
        summary: "What `validate --format json` prints.",
        text: include_str!("../../schema/json/findings.json"),
    },
    Form {
        name: "result",
        summary: "A result file: `apply --result FILE`.",
        text: include_str!("../../schema/json/result.json"),
    },
    Form {
        name: "line",
        summary: "A line of `apply --format json`, as it happens.",
        text: include_str!("../../schema/json/line.json"),
    },
    Form {
        name: "sites",
        summary: "What `sites --format json` prints.",
        text: include_str!("../../schema/json/sites.json"),
    },
    Form {
        name: "refusal",
        summary: "Why a plan may not be applied, in the lines of `apply --format json`.",
        text: include_str!("../../schema/json/refusal.json"),
    },
    Form {
        name: "error",
        summary: "An operation of AWS that failed, wherever one stands.",
        text: include_str!("../../schema/json/error.json"),
    },
];

impl Args {
    /// Runs it.
    pub fn run(self, app: &App) -> Result {
        if self.list {
            let kinds = [&STACK].into_iter().chain(kinds::ALL);
            let kinds = kinds.map(|kind| (kind.name, kind.summary));
            let forms = FORMS.iter().map(|form| (form.name, form.summary));
            let line = |(name, summary)| format!("{name:<20} {summary}\n");
            app.terminal.print(&kinds.chain(forms).map(line).collect::<String>())?;
            return Ok(Exit::Done);
        }
        if let Some(form) = FORMS.iter().find(|form| self.name.as_deref() == Some(form.name)) {
            app.terminal.print(form.text)?;
            return Ok(Exit::Done);
        }
        let schema = match &self.name {
            None => kinds::json_schema_of_all(),
            Some(name) => kinds::json_schema(name).ok_or_else(|| unnamed(name))?,
        };
        app.terminal.print(&text(&schema))?;
        Ok(Exit::Done)
    }
}

/// What is wrong with a name that is neither a kind's nor a form's.
fn unnamed(name: &str) -> Error {
    match nearest(name, FORMS.iter().map(|form| form.name)) {
        Some(near) => {
            Error::usage(format!("there is no form `{name}`")).help(format!("did you mean `{near}`?"))
        }
        None => unknown(name),
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
