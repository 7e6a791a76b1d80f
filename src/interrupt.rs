//! SIGINT and SIGTERM: the first asks to stop, the second does not wait.

use std::future::Future;
use std::sync::Arc;
use std::sync::atomic::{AtomicU8, Ordering};

use tokio::signal::unix::{Signal, SignalKind, signal};
use tokio_util::sync::CancellationToken;

use crate::error::{Error, Result};
use crate::exit::Exit;
use crate::terminal::Terminal;

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
        let listen =
            |kind| signal(kind).map_err(|error| Error::failed(format!("cannot listen for signals: {error}")));
        let signals = (listen(SignalKind::interrupt())?, listen(SignalKind::terminate())?);
        let interrupt = Self { token: CancellationToken::new(), signal: Arc::default() };
        tokio::spawn(watch(interrupt.clone(), signals, terminal));
        Ok(interrupt)
    }

    /// What a run ends with that was asked to stop; `None` where nobody asked.
    pub fn exit(&self) -> Option<Exit> {
        match self.signal.load(Ordering::Relaxed) {
            0 => None,
            2 => Some(Exit::Interrupted),
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

async fn watch(interrupt: Interrupt, mut signals: (Signal, Signal), terminal: Terminal) {
    let first = next(&mut signals).await;
    interrupt.signal.store(first, Ordering::Relaxed);
    interrupt.token.cancel();
    next(&mut signals).await;
    terminal.warn("stopped at once; what became of the calls in flight is not known");
    let exit = interrupt.exit().unwrap_or(Exit::Interrupted);
    std::process::exit(i32::from(exit.code()));
}

async fn next(signals: &mut (Signal, Signal)) -> u8 {
    tokio::select! {
        _ = signals.0.recv() => 2,
        _ = signals.1.recv() => 15,
    }
}
