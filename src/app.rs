//! What every command is handed: the global options and the terminal.

use std::future::Future;
use std::path::PathBuf;

use engine::ports::Masks;

use crate::cli::Globals;
use crate::error::{Error, Result};
use crate::github::Outputs;
use crate::interrupt::Interrupt;
use crate::outlet::Outlet;
use crate::terminal::{Terminal, Voice};

/// What every command is handed.
pub struct App {
    /// The global options.
    pub globals: Globals,
    /// Where output goes.
    pub terminal: Terminal,
    /// Where the process was started, before `-C`.
    pub started: PathBuf,
    /// What GitHub Actions is told at the end.
    pub outputs: Outputs,
    /// Every secret that the run has seen.
    pub masks: Masks,
}

impl App {
    /// Looks at the terminal; starts nothing.
    pub fn new(globals: Globals, outlet: Outlet) -> Self {
        let masks = Masks::default();
        outlet.on_crash(masks.clone());
        let voice = match (globals.quiet, globals.verbose) {
            (true, _) => Voice::Quiet,
            (false, true) => Voice::Verbose,
            (false, false) => Voice::Usual,
        };
        let terminal = Terminal::detect(globals.color, voice, globals.no_input, outlet);
        for name in outlet.short() {
            terminal.warn(&format!("the value of `{name}` is too short to be masked"));
        }
        // Where nobody can tell the folder, finding the stack says so.
        let started = std::env::current_dir().unwrap_or_default();
        Self { globals, terminal, outputs: Outputs::new(&started, outlet), started, masks }
    }

    /// Goes where `-C` says.
    ///
    /// # Errors
    /// There is no such folder.
    pub fn enter(&self) -> Result<()> {
        match &self.globals.directory {
            None => Ok(()),
            Some(folder) => std::env::set_current_dir(folder)
                .map_err(|error| Error::usage(format!("cannot enter `{}`: {error}", folder.display()))),
        }
    }

    /// Starts what waiting needs, runs a command in it, and listens for signals meanwhile.
    ///
    /// # Errors
    /// The command's own.
    pub fn wait<F, Fut, T>(&self, command: F) -> Result<T>
    where
        F: FnOnce(Interrupt) -> Fut,
        Fut: Future<Output = Result<T>>,
    {
        let runtime = tokio::runtime::Builder::new_multi_thread()
            .enable_all()
            .build()
            .map_err(|error| Error::failed(format!("cannot start: {error}")))?;
        let ended = runtime.block_on(async { command(Interrupt::listen(self.terminal)?).await });
        // What still hangs, such as a name lookup, must not hold the end up.
        runtime.shutdown_background();
        ended
    }
}
