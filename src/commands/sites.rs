//! `trueup sites`.

use clap::ValueEnum;

use crate::app::App;
use crate::error::{Error, Result};
use crate::exit::Exit;
use crate::load::load;
use crate::render::sites;
use crate::run::{Choice, Selection, VERSION, regions, report, select};

/// List the stack's sites, for whatever starts a run for each. AWS is not asked.
///
/// A site is an environment in one of its regions. They stand in the order of `trueup.yaml`, all of them
/// unless `-e`, `--region` or `--shard` narrows that.
#[derive(Debug, clap::Args)]
#[command(after_help = EXAMPLES)]
pub struct Args {
    /// What is printed.
    #[arg(long, value_name = "FORMAT", value_enum, default_value_t)]
    format: Format,
}

const EXAMPLES: &str = "\
Examples:
  trueup sites
  trueup sites | while read -r environment region account; do echo \"$account: $region\"; done
  trueup sites --shard 2/10
  echo \"sites=$(trueup sites --format github-matrix)\" >> \"$GITHUB_OUTPUT\"
  trueup sites --all --format gitlab > sites.yml";

#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, ValueEnum)]
enum Format {
    /// A line for each: its environment, region and account, `-` where none is declared.
    #[default]
    Lines,
    /// One JSON object, also with the role that each assumes.
    Json,
    /// The `strategy.matrix` of a GitHub workflow, on one line for `fromJSON`.
    GithubMatrix,
    /// A child pipeline of GitLab: `parallel: matrix`, with a job for each that extends your `.trueup-site`.
    Gitlab,
}

impl Format {
    /// How many jobs the forge makes of one matrix at most, and how it is called.
    fn most(self) -> Option<(usize, &'static str)> {
        match self {
            Self::GithubMatrix => Some((256, "GitHub")),
            Self::Gitlab => Some((200, "GitLab")),
            Self::Lines | Self::Json => None,
        }
    }
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
        let Selection { places, .. } = select(&read.stack, &Choice::wide(&app.globals), &regions)?;
        if let Some((most, forge)) = self.format.most().filter(|(most, _)| places.len() > *most) {
            let many = places.len();
            return Err(Error::failed(format!(
                "{many} sites, and {forge} makes at most {most} jobs of a matrix"
            ))
            .help("run parts of them instead, each job with `--all --shard`, as `examples/scale` does"));
        }
        app.terminal.print(&match self.format {
            Format::Lines => sites::lines(&places),
            Format::Json => sites::json(&places, &read.stack.name.value, VERSION),
            Format::GithubMatrix => sites::github_matrix(&places),
            Format::Gitlab => sites::gitlab(&places),
        })?;
        Ok(Exit::Done)
    }
}
