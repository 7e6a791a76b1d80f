//! The end of a run, whoever brings it about: the command itself, or a signal while it computes.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};

use crate::error::Result;
use crate::exit::Exit;
use crate::github::Outputs;
use crate::terminal::Terminal;

/// Something that is done at the end, however that comes; it is told how the run ended, and may find
/// that it ended worse.
pub type LastWord = Box<dyn FnOnce(Result) -> Result + Send>;

/// The end of a run. It comes once.
pub struct Ending {
    terminal: Terminal,
    outputs: Arc<Outputs>,
    last: Mutex<Vec<LastWord>>,
    come: AtomicBool,
}

impl Ending {
    /// The end of a run that has just begun.
    pub fn new(terminal: Terminal, outputs: Arc<Outputs>) -> Self {
        Self { terminal, outputs, last: Mutex::default(), come: AtomicBool::new(false) }
    }

    /// Has something done at the end.
    pub fn before(&self, last: LastWord) {
        self.last.lock().expect("no holder of the lock panics").push(last);
    }

    /// Ends the run: files first, then words, since nobody may be reading. Whoever comes second waits for
    /// the process to end.
    pub fn come(&self, ended: Result) -> Exit {
        if self.come.swap(true, Ordering::SeqCst) {
            loop {
                std::thread::park();
            }
        }
        let last = std::mem::take(&mut *self.last.lock().expect("no holder of the lock panics"));
        let ended = last.into_iter().fold(ended, |ended, last| last(ended));
        let exit = match &ended {
            Ok(exit) => *exit,
            Err(error) => error.exit,
        };
        self.outputs.finish(exit);
        if let Err(error) = &ended {
            self.terminal.error(error);
        }
        exit
    }
}
