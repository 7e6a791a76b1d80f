//! `trueup graph`.

use clap::ValueEnum;
use jiff::Timestamp;

use crate::app::App;
use crate::error::{Error, Result};
use crate::exit::Exit;
use crate::load::load;
use crate::render::graph::{dot, mermaid, svg};
use crate::run::{Choice, Selection, offline, regions, report, select};

/// Draw which resources refer to which. AWS is not asked.
#[derive(Debug, clap::Args)]
#[command(after_help = EXAMPLES)]
pub struct Args {
    /// What is printed.
    #[arg(long, value_name = "FORMAT", value_enum, default_value_t)]
    format: Format,
}

const EXAMPLES: &str = "\
Examples:
  trueup graph -e production > graph.svg
  trueup graph -e production --format dot | dot -Tpng > graph.png
  trueup graph -e production --format mermaid";

#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, ValueEnum)]
enum Format {
    /// A picture.
    #[default]
    Svg,
    /// For Graphviz.
    Dot,
    /// For Markdown that draws it.
    Mermaid,
}

impl Args {
    /// Runs it.
    pub fn run(self, app: &App) -> Result {
        let loaded = load(app, &[])?;
        let Some(read) = &loaded.read else {
            report(app, &loaded.findings, &loaded.sources, &loaded.troubles)?;
            return Err(Error::said(Exit::Failed));
        };
        let regions = app.wait(async |_| Ok(regions(app, &loaded).await))?;
        let Selection { places, .. } = select(&read.stack, &Choice::of(&app.globals), &regions)?;
        let names: Vec<&str> = places.iter().map(|place| place.site.region.as_str()).collect();
        let [_] = &places[..] else {
            return Err(Error::usage("a graph is of one site").help(format!(
                "name one environment with `-e` and one region with `--region`: {}",
                names.join(", ")
            )));
        };
        let (sites, findings) = offline(app, &loaded, &places, Timestamp::now());
        report(app, &findings, &loaded.sources, &loaded.troubles)?;
        let desired = sites.first().expect("one site was chosen");
        app.terminal.print(&match self.format {
            Format::Svg => svg(desired),
            Format::Dot => dot(desired),
            Format::Mermaid => mermaid(desired),
        })?;
        Ok(Exit::Done)
    }
}
