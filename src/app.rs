//! What every command is handed: the global options and the terminal.

use std::future::Future;
use std::path::PathBuf;
use std::sync::Arc;

use engine::ports::Masks;

use crate::ending::Ending;
use crate::error::{Error, Result};
use crate::github::Outputs;
use crate::globals::Globals;
use crate::intake::Inputs;
use crate::interrupt::Interrupt;
use crate::outlet::Outlet;
use crate::program;
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
    pub outputs: Arc<Outputs>,
    /// What is done at the end, and who ends the run.
    pub ending: Arc<Ending>,
    /// Whether somebody asks the run to stop.
    pub interrupt: Interrupt,
    /// Every secret that the run has seen.
    pub masks: Masks,
    /// Every file that the run was told of.
    pub inputs: Inputs,
}

/// What happens where the folder that `-C` names is not there.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Missing {
    /// It is made.
    Made,
    /// The command does not begin.
    Refused,
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
        let outputs = Arc::new(Outputs::new(&started, outlet));
        let ending = Arc::new(Ending::new(terminal, Arc::clone(&outputs)));
        let (interrupt, inputs) = (Interrupt::default(), Inputs::default());
        Self { globals, terminal, started, outputs, ending, interrupt, masks, inputs }
    }

    /// Listens for signals from now on, and goes where `-C` says.
    ///
    /// # Errors
    /// There is no such folder, or it cannot be made.
    pub fn enter(&self, missing: Missing) -> Result<()> {
        self.interrupt.listen(self.terminal, Arc::clone(&self.ending))?;
        let Some(folder) = &self.globals.directory else { return Ok(()) };
        let made = match missing {
            Missing::Made => std::fs::create_dir_all(folder),
            Missing::Refused => Ok(()),
        };
        let entered = made.and_then(|()| std::env::set_current_dir(folder));
        entered.map_err(|error| Error::usage(format!("cannot enter `{}`: {error}", folder.display())))
    }

    /// Starts what waiting needs, and runs a command in it.
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
        let ended = runtime.block_on(async { command(self.interrupt.clone()).await });
        // What still hangs, such as a name lookup, must not hold the end up.
        runtime.shutdown_background();
        program::end_all();
        ended
    }
}
