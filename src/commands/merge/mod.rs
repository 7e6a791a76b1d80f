//! `trueup merge`.

mod metrics;
mod parts;
mod report;

use std::path::PathBuf;

use clap::ValueEnum;
use engine::policy::Judged;
use engine::saved::{load_part, save};
use serde_json::Value;

use self::parts::{Input, Order, check};
use super::plan::Format as Printed;
use super::show::laid_out;
use crate::app::App;
use crate::error::{Error, Result};
use crate::exit::Exit;
use crate::intake::text;
use crate::load::spare;
use crate::outlet::Readers;
use crate::render::merged;
use crate::run::VERSION;
use crate::view::Folding;

/// Make one report of those of parts. AWS is not asked.
///
/// Takes what each `--shard` of a run has written: what `drift --format json` or `plan --format json` printed,
/// or plan files, and beside it metrics of `drift --prometheus`. Ends with 1, and makes nothing, where a
/// part is missing or there twice, or where parts are of other commits, versions or sites; else with what
/// the weightiest of the parts ended with. A plan file does not say that: merged ones end with 7 where something
/// could not be read, and else with 0.
#[derive(Debug, clap::Args)]
#[command(after_help = EXAMPLES)]
pub struct Args {
    /// What the parts have written, in any order.
    #[arg(value_name = "FILES", required = true)]
    files: Vec<PathBuf>,

    /// What is printed.
    #[arg(long, value_name = "FORMAT", value_enum, default_value_t)]
    format: Format,

    /// Write the metrics of all parts into one file for Prometheus' textfile collector.
    #[arg(long, value_name = "FILE")]
    prometheus: Option<PathBuf>,

    /// Save the plan files of all parts as one, for `trueup apply FILE`.
    #[arg(long, short, value_name = "FILE")]
    out: Option<PathBuf>,
}

const EXAMPLES: &str = "\
Examples:
  trueup merge drift-*.json --format markdown > drift.md
  trueup merge drift-*.json drift-*.prom --prometheus /var/lib/node_exporter/trueup.prom
  trueup merge plan-*.json --format json > plan.json
  trueup merge part-*.plan --out plan.json && trueup apply plan.json";

#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, ValueEnum)]
enum Format {
    /// For people.
    #[default]
    Human,
    /// For an issue or a comment.
    Markdown,
    /// One JSON object, as one run for all sites prints it.
    Json,
}

/// Bytes that a file may have.
const LARGEST: usize = 1024 * 1024 * 1024;
/// Bytes that an issue may have, less room for a line of one's own.
const ISSUE: usize = 65_536 - 1_500;

impl Args {
    /// Runs it.
    pub fn run(self, app: &App) -> Result {
        spare(None, &[("--prometheus", self.prometheus.as_ref()), ("--out", self.out.as_ref())])?;
        let (mut reports, mut plans, mut metrics) = (Vec::new(), Vec::new(), Vec::new());
        for path in &self.files {
            match Input::read(path, text(path, LARGEST).map_err(|error| Error::file("read", path, error))?)? {
                Input::Report(part) => reports.push(part),
                Input::Plans(part) => plans.push(part),
                Input::Metrics(part) => metrics.push(part),
            }
        }
        if !reports.is_empty() && !plans.is_empty() {
            return Err(Error::usage("some files are reports and some are plan files")
                .help("merge them by themselves"));
        }
        let all = reports.iter().map(|part| &part.of).chain(plans.iter().map(|part| &part.of));
        check::together(all.chain(metrics.iter().map(|part| &part.of)))?;
        for (asked, option, there) in [
            (self.prometheus.is_some(), "--prometheus", !metrics.is_empty()),
            (self.out.is_some(), "--out", !plans.is_empty()),
        ] {
            if asked && !there {
                return Err(Error::usage(format!("`{option}`: no file is of that kind")));
            }
        }
        let mut exit = Exit::Done;
        if !metrics.is_empty() {
            let exits = check::whole(&mut metrics)?;
            exit = exit.or(exits);
            let path = self.prometheus.as_ref().ok_or_else(|| {
                Error::usage("some files are metrics").help("say with `--prometheus FILE` where they go")
            })?;
            let slot = app.terminal.slot(path, Readers::Everybody)?;
            let of: Vec<&str> = metrics.iter().map(|part| part.what.as_str()).collect();
            app.terminal.fill(slot, &metrics::merged(&of))?;
        }
        if !reports.is_empty() {
            exit = exit.or(check::whole(&mut reports)?);
            for part in &reports {
                check::tells(&part.of, &report::sites(&part.what)?)?;
            }
            let order = Order::of(reports.iter().map(|part| &part.of));
            let report = report::merged(reports.into_iter().map(|part| part.what).collect(), &order)?;
            app.terminal.print(&self.text(app, &report))?;
        }
        if !plans.is_empty() {
            let (merged, ended) = merged_plans(plans)?;
            exit = exit.or(ended);
            self.print(app, &merged)?;
        }
        Ok(exit)
    }

    fn text(&self, app: &App, report: &Value) -> String {
        match self.format {
            Format::Human => merged::human(report, app.terminal.out),
            Format::Markdown => merged::markdown(report, ISSUE),
            Format::Json => crate::render::text(report),
        }
    }

    /// Prints merged plans, and saves them.
    fn print(&self, app: &App, plans: &[Judged]) -> Result<()> {
        if let Some(path) = &self.out {
            let slot = app.terminal.slot(path, Readers::Owner)?;
            app.terminal.fill(slot, &save(plans, VERSION))?;
            app.terminal
                .note(&format!("saved; `trueup apply {}` does exactly this, or nothing", path.display()));
        }
        let format = match self.format {
            Format::Human => Printed::Human,
            Format::Markdown => Printed::Markdown,
            Format::Json => Printed::Json,
        };
        app.terminal.print(&laid_out(app, plans, format, Folding::Folded))
    }
}

/// The plans of all parts in the stack's order, each as it was made.
fn merged_plans(mut parts: Vec<parts::Part<String>>) -> Result<(Vec<Judged>, Exit)> {
    check::whole(&mut parts)?;
    let mut plans = Vec::new();
    for part in &parts {
        let read = load_part(&part.what, VERSION);
        let (own, _) = read.map_err(|error| Error::failed(format!("`{}`: {error}", part.of.file)))?;
        check::tells(&part.of, &own.iter().map(|plan| plan.site().to_string()).collect::<Vec<_>>())?;
        plans.extend(own);
    }
    let order = Order::of(parts.iter().map(|part| &part.of));
    let placed: Result<Vec<(usize, Judged)>> =
        plans.into_iter().map(|plan| Ok((order.place(&plan.site().to_string())?, plan))).collect();
    let mut placed = placed?;
    placed.sort_by_key(|(place, _)| *place);
    let plans: Vec<Judged> = placed.into_iter().map(|(_, plan)| plan).collect();
    // Client tokens are made of the ids, and a site is planned once: reading it again holds that.
    let text = save(&plans, VERSION);
    load_part(&text, VERSION).map_err(|error| Error::failed(format!("the plans do not merge: {error}")))?;
    let unread = plans.iter().map(|plan| Exit::of_unreadable(plan.unreadable()));
    let unread = unread.fold(Exit::Done, Exit::or);
    Ok((plans, unread))
}
