//! SIGINT and SIGTERM: the first asks to stop, another SIGINT does not wait.

use std::future::Future;
use std::io;
use std::sync::Arc;
use std::sync::atomic::{AtomicU8, Ordering};

use tokio_util::sync::CancellationToken;

use crate::error::{Error, Result};
use crate::exit::Exit;
use crate::terminal::Terminal;

const INTERRUPT: u8 = 2;
const TERMINATE: u8 = 15;

/// Whether somebody asked the run to stop.
#[derive(Clone)]
pub struct Interrupt {
    /// Cancelled by the first signal.
    pub token: CancellationToken,
    signal: Arc<AtomicU8>,
}

impl Interrupt {
    /// Listens for signals from now on.
    ///
    /// # Errors
    /// The system lets nobody listen.
    pub fn listen(terminal: Terminal) -> Result<Self> {
        let signals = Signals::listen()
            .map_err(|error| Error::failed(format!("cannot listen for signals: {error}")))?;
        let interrupt = Self { token: CancellationToken::new(), signal: Arc::default() };
        tokio::spawn(watch(interrupt.clone(), signals, terminal));
        Ok(interrupt)
    }

    /// What a run ends with that was asked to stop; `None` where nobody asked.
    pub fn exit(&self) -> Option<Exit> {
        match self.signal.load(Ordering::Relaxed) {
            0 => None,
            INTERRUPT => Some(Exit::Interrupted),
            _ => Some(Exit::Terminated),
        }
    }

    /// Runs what changes nothing, and drops it when somebody asks to stop.
    ///
    /// # Errors
    /// Its own, or that it was stopped.
    pub async fn guard<T>(&self, run: impl Future<Output = Result<T>>) -> Result<T> {
        tokio::select! {
            biased;
            () = self.token.cancelled() => {
                Err(Error::new(self.exit().unwrap_or(Exit::Interrupted), "stopped; nothing was changed"))
            }
            ended = run => ended,
        }
    }
}

async fn watch(interrupt: Interrupt, mut signals: Signals, terminal: Terminal) {
    let first = signals.next().await;
    interrupt.signal.store(first, Ordering::Relaxed);
    interrupt.token.cancel();
    // A CI job that is cancelled gets SIGINT and then SIGTERM: only a second SIGINT is impatience.
    while signals.next().await != INTERRUPT {}
    terminal.warn("stopped at once; what became of the calls in flight is not known");
    let exit = interrupt.exit().unwrap_or(Exit::Interrupted);
    std::process::exit(i32::from(exit.code()));
}

/// The signals that ask a process to stop.
#[cfg(unix)]
struct Signals(tokio::signal::unix::Signal, tokio::signal::unix::Signal);

#[cfg(unix)]
impl Signals {
    fn listen() -> io::Result<Self> {
        use tokio::signal::unix::{SignalKind, signal};
        Ok(Self(signal(SignalKind::interrupt())?, signal(SignalKind::terminate())?))
    }

    async fn next(&mut self) -> u8 {
        tokio::select! {
            _ = self.0.recv() => INTERRUPT,
            _ = self.1.recv() => TERMINATE,
        }
    }
}

/// Ctrl-C, where that is all there is.
#[cfg(windows)]
struct Signals(tokio::signal::windows::CtrlC);

#[cfg(windows)]
impl Signals {
    fn listen() -> io::Result<Self> {
        tokio::signal::windows::ctrl_c().map(Self)
    }

    async fn next(&mut self) -> u8 {
        self.0.recv().await;
        INTERRUPT
    }
}
