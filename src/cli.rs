//! The command line: what holds for every command, and how it is read.

use std::num::NonZeroU32;
use std::path::PathBuf;
use std::str::FromStr;

use clap::builder::FalseyValueParser;
use clap::error::ErrorKind;
use clap::{CommandFactory, Parser};

use crate::commands::Command;
use crate::exit::Exit;
use crate::outlet::Outlet;
use crate::render::Color;
use crate::terminal::{Paint, Terminal};

/// Keeps AWS Systems Manager true to git.
///
/// Manifests in YAML say what should be; `plan` shows how AWS differs, `apply` makes it match,
/// `drift` tells whether it still does. Every option can be given as an environment variable too.
#[derive(Debug, Parser)]
#[command(name = "trueup", version, max_term_width = 100, after_help = EXAMPLES)]
pub struct Cli {
    /// What holds for every command.
    #[command(flatten)]
    pub globals: Globals,
    /// The command.
    #[command(subcommand)]
    pub command: Command,
}

const EXAMPLES: &str = "\
Examples:
  trueup init                           a stack to start from, in an empty folder
  trueup plan --sandbox                 no AWS account needed
  trueup plan -e production --out plan.json
  trueup apply plan.json                exactly what was reviewed, or nothing
  trueup drift --all                    for cron: ends with 2 when something drifted

Exit codes: 0 done, 1 error, 2 differences, 3 refused, 4 the plan no longer matches,
5 partly done, 6 held by another run, 7 incomplete, 64 usage, 75 try again later,
130 interrupted, 143 terminated

TRUEUP_MASKS=env:NAME,regexp:PATTERN hides a variable's value, and what a pattern finds, in
everything that is written";

/// What holds for every command.
#[derive(Debug, Clone, clap::Args)]
#[command(next_help_heading = "Global options")]
pub struct Globals {
    /// Run as if started in this folder.
    #[arg(
        short = 'C',
        long,
        value_name = "DIR",
        global = true,
        env = "TRUEUP_DIRECTORY",
        hide_env_values = true
    )]
    pub directory: Option<PathBuf>,

    /// The environment; needed where the stack has several.
    #[arg(
        short,
        long,
        visible_alias = "env",
        value_name = "NAME",
        global = true,
        conflicts_with = "all",
        env = "TRUEUP_ENVIRONMENT",
        hide_env_values = true
    )]
    pub environment: Option<String>,

    /// Every environment of the stack.
    #[arg(long, global = true, env = "TRUEUP_ALL", hide_env_values = true, value_parser = FalseyValueParser::new())]
    pub all: bool,

    /// Only this region.
    #[arg(long, value_name = "REGION", global = true, env = "TRUEUP_REGION", hide_env_values = true)]
    pub region: Option<String>,

    /// Use the embedded sandbox in the place of AWS: a file beside `trueup.yaml`, `=:memory:` for
    /// this run only, or `=FILE`.
    #[arg(
        long,
        value_name = "WHERE",
        num_args = 0..=1,
        require_equals = true,
        default_missing_value = "",
        global = true,
        env = "TRUEUP_SANDBOX",
        hide_env_values = true
    )]
    pub sandbox: Option<Where>,

    /// Load the nodes of this file into the sandbox: EC2 instances, tags, agents, patches. Those
    /// that are there already stay as they are.
    #[arg(long, value_name = "FILE", global = true, env = "TRUEUP_FLEET", hide_env_values = true)]
    pub fleet: Option<PathBuf>,

    /// Let the sandbox do wrong what this file says: lines such as `PutParameter call 3 lose answer`.
    #[arg(long, value_name = "FILE", global = true, env = "TRUEUP_FAULTS", hide_env_values = true)]
    pub faults: Option<PathBuf>,

    /// What all chances and invented ids of the sandbox come from.
    #[arg(
        long,
        value_name = "N",
        global = true,
        default_value_t,
        env = "TRUEUP_SANDBOX_SEED",
        hide_env_values = true
    )]
    pub seed: u64,

    /// Send every call to this address in the place of AWS's.
    #[arg(
        long,
        value_name = "URL",
        global = true,
        conflicts_with = "sandbox",
        env = "TRUEUP_ENDPOINT_URL",
        hide_env_values = true
    )]
    pub endpoint_url: Option<String>,

    /// The profile of the AWS configuration.
    #[arg(long, value_name = "NAME", global = true, env = "TRUEUP_PROFILE", hide_env_values = true)]
    pub profile: Option<String>,

    /// Make at most so many calls a second of each kind that changes something. Without it, they begin at
    /// the rate that AWS publishes and go up to what the account takes.
    #[arg(long, value_name = "N", global = true, env = "TRUEUP_MAX_RATE", hide_env_values = true)]
    pub max_rate: Option<NonZeroU32>,

    /// When output is coloured.
    #[arg(
        long,
        value_name = "WHEN",
        global = true,
        value_enum,
        default_value_t,
        env = "TRUEUP_COLOR",
        hide_env_values = true
    )]
    pub color: Paint,

    /// Let manifests run commands for the values of secrets.
    #[arg(long, global = true, env = "TRUEUP_ALLOW_EXEC", hide_env_values = true, value_parser = FalseyValueParser::new())]
    pub allow_exec: bool,

    /// Ask nothing: fail where a question would be needed.
    #[arg(long, global = true, env = "TRUEUP_NO_INPUT", hide_env_values = true, value_parser = FalseyValueParser::new())]
    pub no_input: bool,

    /// Leave progress and notes out.
    #[arg(short, long, global = true, conflicts_with = "verbose", env = "TRUEUP_QUIET", hide_env_values = true, value_parser = FalseyValueParser::new())]
    pub quiet: bool,

    /// Log every call to AWS on standard error, without what was sent and answered.
    #[arg(short, long, global = true, env = "TRUEUP_VERBOSE", hide_env_values = true, value_parser = FalseyValueParser::new())]
    pub verbose: bool,
}

/// Where the sandbox lives.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Where {
    /// In a file beside `trueup.yaml`.
    Beside,
    /// In memory, for this run.
    Memory,
    /// In a file of its own.
    File(PathBuf),
}

impl FromStr for Where {
    type Err = std::convert::Infallible;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        Ok(match text {
            "" | "1" | "true" => Self::Beside,
            ":memory:" => Self::Memory,
            file => Self::File(file.into()),
        })
    }
}

/// Reads the command line; what is asked for help or cannot be read has been answered.
pub fn parse(outlet: Outlet) -> Result<Cli, Exit> {
    Cli::try_parse().map_err(|error| {
        let (terminal, text) = (Terminal::plain(outlet), error.render());
        let style = if error.use_stderr() { terminal.err } else { terminal.out };
        let text = match style.color {
            Color::Always => text.ansi().to_string(),
            Color::Never => text.to_string(),
        };
        if error.use_stderr() {
            outlet.err(&text);
        } else {
            // Whoever asked may be gone.
            let _ = outlet.out(&text);
        }
        match error.kind() {
            ErrorKind::DisplayHelp | ErrorKind::DisplayVersion => Exit::Done,
            _ => Exit::Usage,
        }
    })
}

/// The whole command line as data, for completions and the manual.
pub fn command() -> clap::Command {
    Cli::command()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn each(command: &clap::Command, visit: &mut impl FnMut(&clap::Command)) {
        visit(command);
        command.get_subcommands().for_each(|inner| each(inner, visit));
    }

    #[test]
    fn the_command_line_holds_together() {
        command().debug_assert();
    }

    #[test]
    fn every_option_has_an_environment_variable() {
        each(&command(), &mut |command| {
            for argument in command.get_arguments().filter(|argument| !argument.is_positional()) {
                let id = argument.get_id().as_str();
                if matches!(id, "help" | "version") {
                    continue;
                }
                let variable = argument.get_env().and_then(|name| name.to_str()).unwrap_or_default();
                assert!(variable.starts_with("TRUEUP_"), "{} --{id} has none", command.get_name());
            }
        });
    }

    #[test]
    fn every_help_ends_with_examples() {
        each(&command(), &mut |command| {
            let after = command.get_after_help().map(ToString::to_string).unwrap_or_default();
            assert!(after.starts_with("Examples:\n"), "{} has none", command.get_name());
        });
    }
}
