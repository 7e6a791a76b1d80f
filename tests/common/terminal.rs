//! Runs at a terminal, where somebody can be asked.

use std::ffi::OsStr;
use std::fs::File;
use std::io::{Read as _, Write as _};
use std::os::unix::ffi::OsStrExt as _;
use std::process::{Command, Stdio};

use rustix::fs::{Mode, OFlags, open};
use rustix::process::Signal;
use rustix::pty::{OpenptFlags, grantpt, openpt, ptsname, unlockpt};

use super::run::Process;

/// A run whose standard streams are a terminal of its own.
pub struct AtTerminal {
    process: Process,
    terminal: File,
    shown: String,
}

impl AtTerminal {
    /// Starts a command.
    pub fn start(mut command: Command) -> Self {
        let terminal = openpt(OpenptFlags::RDWR | OpenptFlags::NOCTTY).expect("a terminal");
        grantpt(&terminal).expect("ours");
        unlockpt(&terminal).expect("ours");
        let name = ptsname(&terminal, Vec::new()).expect("it has a name");
        let name = OsStr::from_bytes(name.as_bytes());
        let stream = || {
            let end = open(name, OFlags::RDWR | OFlags::NOCTTY | OFlags::CLOEXEC, Mode::empty())
                .expect("its other end");
            Stdio::from(end)
        };
        let child = command.stdin(stream()).stdout(stream()).stderr(stream()).spawn().expect("it runs");
        // What this still holds of the other end would keep the terminal open.
        drop(command);
        Self { process: Process(child), terminal: terminal.into(), shown: String::new() }
    }

    /// Reads what is shown until it holds a text.
    #[track_caller]
    pub fn until(&mut self, text: &str) {
        while !self.shown.contains(text) {
            assert!(self.read() > 0, "it ended without `{text}`:\n{}", self.shown);
        }
    }

    /// Types something.
    pub fn types(&mut self, text: &str) {
        self.terminal.write_all(text.as_bytes()).expect("it takes it");
    }

    /// Sends a signal.
    pub fn signal(&self, signal: Signal) {
        self.process.signal(signal);
    }

    /// Waits for the end: what it exited with, and all that was shown.
    pub fn end(mut self) -> (i32, String) {
        while self.read() > 0 {}
        (self.process.wait(), self.shown)
    }

    /// A terminal whose other end was closed gives an error.
    fn read(&mut self) -> usize {
        let mut bytes = [0; 4096];
        let read = self.terminal.read(&mut bytes).unwrap_or_default();
        self.shown.push_str(&String::from_utf8_lossy(&bytes[..read]).replace('\r', ""));
        read
    }
}
