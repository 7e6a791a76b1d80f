//! trueup keeps AWS Systems Manager true to git.
//!
//! The command line: it finds and reads the stack, reaches AWS or the sandbox, walks the engine's
//! pipeline and hands each noun to a renderer. Nothing that a command does not need is set up.

mod app;
mod carry;
mod chance;
mod cli;
mod commands;
mod connect;
mod ending;
mod error;
mod exit;
mod forge;
mod github;
mod globals;
mod intake;
mod interrupt;
mod load;
mod mask;
mod outlet;
#[cfg(test)]
#[path = "../tests/common/pipe.rs"]
mod pipe;
mod program;
mod render;
mod run;
mod shard;
mod sources;
mod terminal;
mod variable;
mod view;

use std::process::ExitCode;

fn main() -> ExitCode {
    let (outlet, masks) = match mask::Mask::of_environment() {
        Ok(mask) => (outlet::Outlet::new(mask), Ok(())),
        Err(error) => (outlet::Outlet::open(), Err(error)),
    };
    let here = std::env::current_dir().unwrap_or_default();
    if let Err(error) = masks {
        terminal::Terminal::plain(outlet).error(&error);
        github::Outputs::new(&here, outlet).finish(error.exit);
        return error.exit.into();
    }
    let cli = match cli::parse(outlet) {
        Ok(cli) => cli,
        Err(exit) => {
            github::Outputs::new(&here, outlet).finish(exit);
            return exit.into();
        }
    };
    let app = app::App::new(cli.globals, outlet);
    let ended = app.enter(cli.command.missing()).and_then(|()| cli.command.run(&app, cli::command));
    app.ending.come(ended).into()
}
