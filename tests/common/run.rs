//! Runs of the binary, ended and under way.

use std::io::{BufRead, BufReader, Read};
use std::path::Path;
use std::process::{Child, ChildStderr, ChildStdout, Command, Stdio};

use rustix::process::{Pid, Signal, kill_process};

use super::{CANARY, has_its_form};

/// A run that ended.
#[derive(Debug)]
pub struct Ended {
    arguments: String,
    /// What it exited with.
    pub code: i32,
    /// Its standard output, the world's folder written as `[DIR]`.
    pub out: String,
    /// Its standard error, the same.
    pub err: String,
}

impl Ended {
    pub(super) fn of(mut command: Command, arguments: &[&str], folder: &Path) -> Self {
        let output = command.stdin(Stdio::null()).output().expect("the binary runs");
        let text = |bytes: Vec<u8>| {
            let text = String::from_utf8(bytes).expect("output is UTF-8");
            assert!(!text.contains(CANARY), "a secret was shown:\n{text}");
            text.replace(&*folder.to_string_lossy(), "[DIR]")
        };
        let (out, err) = (text(output.stdout), text(output.stderr));
        has_its_form(arguments, &out);
        let code = output.status.code().expect("no signal ended it");
        Self { arguments: arguments.join(" "), code, out, err }
    }

    /// It must have exited so.
    #[track_caller]
    pub fn exits(self, code: i32) -> Self {
        assert_eq!(
            self.code, code,
            "`trueup {}` exits {}\n--- out\n{}--- err\n{}",
            self.arguments, self.code, self.out, self.err
        );
        self
    }

    /// Standard output and standard error together must hold this.
    #[track_caller]
    pub fn says(self, text: &str) -> Self {
        assert!(
            self.out.contains(text) || self.err.contains(text),
            "`trueup {}` does not say `{text}`\n--- out\n{}--- err\n{}",
            self.arguments,
            self.out,
            self.err
        );
        self
    }

    /// Neither must hold this.
    #[track_caller]
    pub fn never_says(self, text: &str) -> Self {
        assert!(
            !self.out.contains(text) && !self.err.contains(text),
            "`trueup {}` says `{text}`\n--- out\n{}--- err\n{}",
            self.arguments,
            self.out,
            self.err
        );
        self
    }

    /// Standard output as JSON.
    #[track_caller]
    pub fn json(&self) -> serde_json::Value {
        serde_json::from_str(&self.out).unwrap_or_else(|error| panic!("{error}: {}", self.out))
    }

    /// Standard output as lines of JSON.
    #[track_caller]
    pub fn lines(&self) -> Vec<serde_json::Value> {
        let parse = |line| serde_json::from_str(line).unwrap_or_else(|error| panic!("{error}: {line}"));
        self.out.lines().map(parse).collect()
    }
}

/// A process of the binary; it is killed when the test is done with it.
pub struct Process(pub(super) Child);

impl Process {
    /// Sends a signal.
    pub fn signal(&self, signal: Signal) {
        kill_process(Pid::from_child(&self.0), signal).expect("it runs");
    }

    /// Whether it has used the processor for so many hundredths of a second.
    fn has_computed(&self, hundredths: u64) -> bool {
        let stat = std::fs::read_to_string(format!("/proc/{}/stat", self.0.id())).expect("it runs");
        // What stands before its state is its name, in brackets.
        let fields = stat.rsplit_once(')').expect("a name").1;
        assert_ne!(fields.split_whitespace().next(), Some("Z"), "it ended");
        let used = fields.split_whitespace().nth(11).and_then(|used| used.parse::<u64>().ok());
        used.expect("a number") >= hundredths
    }

    /// Waits for the end: what it exited with.
    pub fn wait(&mut self) -> i32 {
        self.0.wait().expect("it is ours").code().expect("no signal ended it")
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        // One that has ended is left as it is.
        let _ = self.0.kill().and_then(|()| self.0.wait());
    }
}

/// A run under way.
pub struct Running {
    process: Process,
    out: BufReader<ChildStdout>,
    err: BufReader<ChildStderr>,
}

impl Running {
    pub(super) fn of(mut command: Command) -> Self {
        let command = command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
        let mut child = command.spawn().expect("the binary runs");
        let out = BufReader::new(child.stdout.take().expect("piped"));
        let err = BufReader::new(child.stderr.take().expect("piped"));
        Self { process: Process(child), out, err }
    }

    /// The next line of standard output.
    pub fn line(&mut self) -> String {
        let mut line = String::new();
        self.out.read_line(&mut line).expect("read");
        line.trim_end().to_owned()
    }

    /// Reads standard error until a line holds a text.
    #[track_caller]
    pub fn until(&mut self, text: &str) {
        let mut seen = String::new();
        while !seen.contains(text) {
            let read = self.err.read_line(&mut seen).expect("read");
            assert!(read > 0, "it ended without `{text}`:\n{seen}");
        }
    }

    /// Sends a signal.
    pub fn signal(&self, signal: Signal) {
        self.process.signal(signal);
    }

    /// Waits until it has used the processor for so many hundredths of a second.
    pub fn computes(&self, hundredths: u64) {
        while !self.process.has_computed(hundredths) {
            std::thread::yield_now();
        }
    }

    /// Kills it, and waits until it is gone.
    pub fn kill(self) {
        drop(self.process);
    }

    /// Stops listening to standard output and standard error.
    pub fn hang_up(self) -> Process {
        self.process
    }

    /// Waits for the end without reading what it writes: what it exited with.
    pub fn end_unread(mut self) -> i32 {
        self.process.wait()
    }

    /// Waits for the end: what it exited with, what it wrote, and what it said since.
    pub fn end(mut self) -> (i32, String, String) {
        let (mut out, mut err) = (String::new(), String::new());
        self.out.read_to_string(&mut out).expect("read");
        self.err.read_to_string(&mut err).expect("read");
        (self.process.wait(), out, err)
    }
}
