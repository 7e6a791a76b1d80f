//! The commands, one file each; a command's doc comment is its help.

mod accept;
mod apply;
mod comment;
mod completions;
mod destroy;
mod drift;
mod explain;
mod export;
mod graph;
mod iam;
mod import;
mod init;
mod man;
mod merge;
mod plan;
mod revert;
mod sandbox;
mod schema;
mod show;
mod sites;
mod validate;

use clap::Subcommand;

use crate::app::{App, Missing};
use crate::error::Result;

/// Gives the whole command line as data.
pub type Grammar = fn() -> clap::Command;

/// A command.
#[derive(Debug, Subcommand)]
pub enum Command {
    Init(init::Args),
    Validate(validate::Args),
    Sites(sites::Args),
    Plan(plan::Args),
    Show(show::Args),
    Merge(merge::Args),
    Comment(comment::Args),
    Apply(apply::Args),
    Drift(drift::Args),
    Accept(accept::Args),
    Revert(revert::Args),
    Import(import::Args),
    Export(export::Args),
    Destroy(destroy::Args),
    Graph(graph::Args),
    Schema(schema::Args),
    Explain(explain::Args),
    Iam(iam::Args),
    Completions(completions::Args),
    Sandbox(sandbox::Args),
    #[command(hide = true)]
    Man(man::Args),
}

impl Command {
    /// What happens where the folder is missing that it is to run in.
    pub fn missing(&self) -> Missing {
        if matches!(self, Self::Init(_) | Self::Import(_)) { Missing::Made } else { Missing::Refused }
    }

    /// Runs it.
    ///
    /// # Errors
    /// Why it did not do what was asked, and what to exit with.
    pub fn run(self, app: &App, grammar: Grammar) -> Result {
        match self {
            Self::Init(args) => args.run(app),
            Self::Validate(args) => args.run(app),
            Self::Sites(args) => args.run(app),
            Self::Plan(args) => args.run(app),
            Self::Show(args) => args.run(app),
            Self::Merge(args) => args.run(app),
            Self::Comment(args) => args.run(app),
            Self::Apply(args) => args.run(app),
            Self::Drift(args) => args.run(app),
            Self::Accept(args) => args.run(app),
            Self::Revert(args) => args.run(app),
            Self::Import(args) => args.run(app),
            Self::Export(args) => args.run(app),
            Self::Destroy(args) => args.run(app),
            Self::Graph(args) => args.run(app),
            Self::Schema(args) => args.run(app),
            Self::Explain(args) => args.run(app),
            Self::Iam(args) => args.run(app),
            Self::Completions(args) => args.run(app, grammar),
            Self::Sandbox(args) => args.run(app),
            Self::Man(args) => args.run(app, grammar),
        }
    }
}
