//! The signals that ask a process to stop.

use std::io;

use tokio::runtime::{Builder, Runtime};

use crate::exit::Exit;

/// A signal that asks a process to stop.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Signal {
    /// SIGINT, or Ctrl-C.
    Interrupt,
    /// SIGTERM.
    #[cfg_attr(windows, expect(dead_code, reason = "Windows sends none"))]
    Terminate,
}

impl Signal {
    /// What a process ends with that was asked so.
    pub(super) fn exit(self) -> Exit {
        match self {
            Self::Interrupt => Exit::Interrupted,
            Self::Terminate => Exit::Terminated,
        }
    }
}

/// Where signals come from.
pub(super) trait Signals {
    /// The next signal.
    async fn next(&mut self) -> Signal;
}

/// The system's signals, caught from when this is made.
pub(super) struct System {
    runtime: Runtime,
    caught: Caught,
}

impl System {
    /// Catches signals: without anybody who listens, they do nothing any more.
    ///
    /// # Errors
    /// The system does not let them be caught.
    pub(super) fn open() -> io::Result<Self> {
        let runtime = Builder::new_current_thread().enable_all().build()?;
        let caught = {
            let _inside = runtime.enter();
            Caught::open()?
        };
        Ok(Self { runtime, caught })
    }

    /// Listens on this thread.
    pub(super) fn run(self, listen: impl AsyncFnOnce(Caught)) {
        self.runtime.block_on(listen(self.caught));
    }
}

#[cfg(unix)]
pub(super) struct Caught(tokio::signal::unix::Signal, tokio::signal::unix::Signal);

#[cfg(unix)]
impl Caught {
    fn open() -> io::Result<Self> {
        use tokio::signal::unix::{SignalKind, signal};
        Ok(Self(signal(SignalKind::interrupt())?, signal(SignalKind::terminate())?))
    }
}

#[cfg(unix)]
impl Signals for Caught {
    async fn next(&mut self) -> Signal {
        tokio::select! {
            _ = self.0.recv() => Signal::Interrupt,
            _ = self.1.recv() => Signal::Terminate,
        }
    }
}

/// Ctrl-C, where that is all there is.
#[cfg(windows)]
pub(super) struct Caught(tokio::signal::windows::CtrlC);

#[cfg(windows)]
impl Caught {
    fn open() -> io::Result<Self> {
        tokio::signal::windows::ctrl_c().map(Self)
    }
}

#[cfg(windows)]
impl Signals for Caught {
    async fn next(&mut self) -> Signal {
        self.0.recv().await;
        Signal::Interrupt
    }
}
