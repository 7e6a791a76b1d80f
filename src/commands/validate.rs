//! `trueup validate`.

use std::path::PathBuf;

use clap::ValueEnum;
use engine::resolve::check_ignored;
use jiff::Timestamp;
use schema::{Finding, Severity};

use crate::app::App;
use crate::error::{Error, Result};
use crate::exit::Exit;
use crate::globals::ANY_REGION;
use crate::load::{Loaded, STACK_FILE, load};
use crate::render::findings;
use crate::run::{Choice, Selection, offline, regions, select};

/// Check manifests: everything that can be known without AWS, all at once.
///
/// Every environment and region is checked unless `-e` or `--region` names one. No secret is
/// fetched. With files, the whole stack is read and only what is wrong with these is told.
#[derive(Debug, clap::Args)]
#[command(after_help = EXAMPLES)]
pub struct Args {
    /// Tell only what is wrong with these files.
    #[arg(value_name = "FILES")]
    files: Vec<PathBuf>,

    /// What is printed.
    #[arg(long, value_name = "FORMAT", value_enum, default_value_t)]
    format: Format,

    /// Whether warnings fail too.
    #[arg(long, value_name = "SEVERITY", value_enum, default_value_t)]
    fail_on: FailOn,
}

const EXAMPLES: &str = "\
Examples:
  trueup validate
  trueup validate manifests/database.yaml
  trueup validate --format github --fail-on warning
  trueup validate --format sarif > findings.sarif";

#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, ValueEnum)]
enum Format {
    /// For people.
    #[default]
    Human,
    /// One JSON object.
    Json,
    /// For code scanning.
    Sarif,
    /// Annotations of a GitHub workflow.
    Github,
    /// For test reports.
    Junit,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, ValueEnum)]
enum FailOn {
    /// Errors only.
    #[default]
    Error,
    /// Warnings too, with exit code 3.
    Warning,
}

impl Args {
    /// Runs it.
    pub fn run(self, app: &App) -> Result {
        let loaded = load(app, &self.files)?;
        let (sites, findings) = check(app, &loaded)?;
        let findings = if self.files.is_empty() { findings } else { asked_for(findings, &loaded) };
        let sources = &loaded.sources;
        let busy = app.terminal.busy("laying out what was found");
        let text = match self.format {
            Format::Human => findings::human(&findings, sources, app.terminal.out),
            Format::Json => findings::json(&findings, sources),
            Format::Sarif => findings::sarif(&findings, sources),
            Format::Github => findings::github(&findings, sources),
            Format::Junit => findings::junit(&findings, sources),
        };
        drop(busy);
        app.terminal.print(&text)?;
        if self.format == Format::Github {
            app.outputs.summary_if(|most| findings::github_summary(&findings, sources, most));
        }
        for trouble in &loaded.troubles {
            app.terminal.error(&Error::failed(trouble));
        }
        let has = |severity| findings.iter().any(|finding| finding.severity == severity);
        if has(Severity::Error) || !loaded.troubles.is_empty() {
            return Ok(Exit::Failed);
        }
        if has(Severity::Warning) && self.fail_on == FailOn::Warning {
            return Ok(Exit::Refused);
        }
        app.terminal.note(&sites);
        Ok(Exit::Done)
    }
}

/// What was checked, in words, and every finding.
fn check(app: &App, loaded: &Loaded) -> Result<(String, Vec<Finding>)> {
    let Some(read) = &loaded.read else { return Ok((String::new(), loaded.findings.clone())) };
    let implicit = read.stack.environments.iter().any(|environment| environment.regions.is_empty());
    let mut regions = if implicit { app.wait(async |_| Ok(regions(app, loaded).await))? } else { Vec::new() };
    if implicit && regions.is_empty() {
        regions.push(ANY_REGION.to_owned());
    }
    let Selection { places, .. } = select(&read.stack, &Choice::wide(&app.globals), &regions)?;
    let now = Timestamp::now();
    let (sites, mut findings) = offline(app, loaded, &places, now);
    findings.extend(read.stack.without_origin());
    findings.extend(check_ignored(&read.stack, &sites.iter().collect::<Vec<_>>(), None, now));
    let resources: usize = sites.iter().map(|desired| desired.declared.len()).sum();
    let counted = |count: usize, one: &str| format!("{count} {one}{}", if count == 1 { "" } else { "s" });
    let said = format!(
        "{}: {} at {}, nothing wrong",
        read.stack.name.value,
        counted(resources, "resource"),
        counted(sites.len(), "site")
    );
    Ok((said, findings))
}

/// The findings with a place in the files that were named, or in the stack itself, without which
/// nothing else can be told.
fn asked_for(findings: Vec<Finding>, loaded: &Loaded) -> Vec<Finding> {
    let stack = loaded.sources.iter().find(|(_, source)| source.path.ends_with(STACK_FILE));
    let asked =
        |source| loaded.extra.contains(&source) || stack.as_ref().is_some_and(|(id, _)| *id == source);
    let concerned = |finding: &Finding| finding.labels.iter().any(|label| asked(label.span.source));
    findings.into_iter().filter(concerned).collect()
}
