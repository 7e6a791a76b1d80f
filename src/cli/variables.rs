//! Every option can be given as a variable of the environment, named after its command and itself:
//! `TRUEUP_PLAN_OUT`; one that holds for every command after itself alone: `TRUEUP_REGION`.

use clap::builder::FalseyValueParser;
use clap::{Arg, ArgAction, Command};

const PREFIX: &str = "TRUEUP";

/// A command line whose options can be variables. One that has a variable by another name keeps it.
pub(super) fn with_variables(command: Command) -> Command {
    named(command, PREFIX)
}

fn named(command: Command, prefix: &str) -> Command {
    let command = command.mut_args(|option| variable(option, prefix));
    command.mut_subcommands(|inner| {
        let prefix = format!("{prefix}_{}", inner.get_name().to_uppercase());
        named(inner, &prefix)
    })
}

fn variable(option: Arg, prefix: &str) -> Arg {
    if option.is_positional() {
        return option;
    }
    // Any value but those that say no counts as yes.
    let option = match option.get_action() {
        ArgAction::SetTrue => option.value_parser(FalseyValueParser::new()),
        _ => option,
    };
    let option = match option.get_env() {
        Some(_) => option,
        None => {
            let name = format!("{prefix}_{}", option.get_id().as_str().to_uppercase());
            option.env(name)
        }
    };
    option.hide_env_values(true)
}
