//! The command line, and how it is read.

mod variables;
#[cfg(test)]
mod written;

use clap::error::ErrorKind;
use clap::{CommandFactory, FromArgMatches, Parser};

use crate::commands::Command;
use crate::exit::Exit;
use crate::globals::Globals;
use crate::outlet::Outlet;
use crate::render::Color;
use crate::terminal::Terminal;

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
  trueup init                           a stack to start from, here
  trueup plan --sandbox                 no AWS account needed
  trueup plan -e production --out plan.json
  trueup apply plan.json                exactly what was reviewed, or nothing
  trueup drift --all                    for cron: ends with 2 when something drifted

Exit codes: 0 done, 1 error, 2 differences, 3 refused, 4 the plan no longer matches,
5 partly done, 6 held by another run, 7 incomplete, 64 usage, 75 try again later,
130 interrupted, 143 terminated

TRUEUP_MASKS=env:NAME,regexp:PATTERN hides a variable's value, and what a pattern finds, in
everything that is written";

/// Reads the command line; what is asked for help or cannot be read has been answered.
pub fn parse(outlet: Outlet) -> Result<Cli, Exit> {
    read().map_err(|error| {
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

fn read() -> Result<Cli, clap::Error> {
    let mut grammar = command();
    let matches = grammar.try_get_matches_from_mut(std::env::args_os())?;
    Cli::from_arg_matches(&matches).map_err(|error| error.format(&mut grammar))
}

/// The whole command line as data, for completions and the manual.
pub fn command() -> clap::Command {
    variables::with_variables(Cli::command())
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
