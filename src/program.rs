//! Other programs: where they are found, how long they may take, and how much they may say.
//!
//! A repository must not be able to bring its own `git`. So a bare name is looked for in those folders
//! of `PATH` only that do not depend on where trueup was started, and a program that is run gets only
//! these as its own `PATH`.

use std::collections::BTreeMap;
use std::env;
use std::ffi::OsString;
use std::fmt;
use std::io::{self, IsTerminal as _, Read, Write as _};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, ExitStatus, Stdio};
use std::sync::Mutex;
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, channel};
use std::time::{Duration, Instant};

/// What a run of a program may take.
#[derive(Debug, Clone, Copy)]
pub struct Bounds {
    /// How long it may run.
    pub time: Duration,
    /// Bytes that it may write to each of its streams.
    pub bytes: usize,
}

/// A program that ended.
#[derive(Debug)]
pub struct Ended {
    /// How.
    pub status: ExitStatus,
    /// What it wrote to standard output.
    pub out: Vec<u8>,
    /// What it wrote to standard error.
    pub err: Vec<u8>,
}

/// Why a program did not end by itself. Its words stand behind the program's name.
#[derive(Debug)]
pub enum Failure {
    /// No folder of `PATH` holds it that can be trusted.
    Missing,
    /// The system does not run it.
    Unable(io::Error),
    /// It took too long, and was killed.
    Slow(Duration),
    /// It said too much, and was killed.
    Loud(usize),
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Missing => f.write_str("is not installed, or in no absolute folder of `PATH`"),
            Self::Unable(error) => write!(f, "cannot be run: {error}"),
            Self::Slow(time) => write!(f, "did not end within {} s and was killed", time.as_secs()),
            Self::Loud(bytes) => write!(f, "said more than {bytes} bytes and was killed"),
        }
    }
}

/// A program that is to be run in a folder, asked for by a name or, with a slash in it, by a path from
/// there.
///
/// # Errors
/// There is none of the name.
pub fn program(name: &str, folder: &Path) -> Result<Command, Failure> {
    let path = if Path::new(name).components().count() > 1 { folder.join(name) } else { find(name)? };
    let mut command = Command::new(path);
    command.current_dir(folder).stdin(Stdio::null());
    if let Some(path) = env::var_os("PATH") {
        let kept = env::join_paths(trusted(&path)).expect("what was divided can be joined");
        command.env("PATH", kept);
    }
    Ok(command)
}

fn find(name: &str) -> Result<PathBuf, Failure> {
    let folders = env::var_os("PATH").unwrap_or_default();
    let file = format!("{name}{}", env::consts::EXE_SUFFIX);
    let mut named = trusted(&folders).into_iter().map(|folder| folder.join(&file));
    named.find(|path| runs(path)).ok_or(Failure::Missing)
}

fn trusted(path: &OsString) -> Vec<PathBuf> {
    env::split_paths(path).filter(|folder| folder.is_absolute()).collect()
}

#[cfg(unix)]
fn runs(path: &Path) -> bool {
    use std::os::unix::fs::PermissionsExt as _;
    path.metadata().is_ok_and(|found| found.is_file() && found.permissions().mode() & 0o111 != 0)
}

#[cfg(not(unix))]
fn runs(path: &Path) -> bool {
    path.is_file()
}

/// Runs a program with something to read and waits for its end, or ends it with all that it started.
///
/// # Errors
/// It cannot be run, or passes one of its bounds.
pub fn run(mut command: Command, input: Option<String>, bounds: Bounds) -> Result<Ended, Failure> {
    command.stdout(Stdio::piped()).stderr(Stdio::piped());
    if input.is_some() {
        command.stdin(Stdio::piped());
    }
    let alone = alone(&mut command);
    let mut running = Running::start(command, alone).map_err(Failure::Unable)?;
    let ended = running.wait(input, bounds);
    if ended.is_err() {
        running.kill();
    }
    ended
}

/// Whether a program leads a group of its own.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Alone {
    Yes,
    No,
}

/// Gives a program a group of its own, to be killed as a whole. At a terminal it stays in ours: it may ask
/// for a passphrase there, which only the group in the foreground can.
fn alone(command: &mut Command) -> Alone {
    #[cfg(unix)]
    if !io::stdin().is_terminal() {
        std::os::unix::process::CommandExt::process_group(command, 0);
        return Alone::Yes;
    }
    let _ = command;
    Alone::No
}

struct Running {
    child: Child,
    alone: Alone,
}

/// The programs that run now, by their numbers: one that was waited for, whose number may be another's, is
/// none of them.
static ALL: Mutex<BTreeMap<u32, Alone>> = Mutex::new(BTreeMap::new());

/// Ends every program that still runs: nobody waits for it any more.
pub fn end_all() {
    let all = std::mem::take(&mut *ALL.lock().expect(UNPOISONED));
    #[cfg(unix)]
    for (id, alone) in all {
        let Some(id) = i32::try_from(id).ok().and_then(rustix::process::Pid::from_raw) else { continue };
        // One that has ended is left as it is.
        let _ = match alone {
            Alone::Yes => rustix::process::kill_process_group(id, rustix::process::Signal::KILL),
            Alone::No => rustix::process::kill_process(id, rustix::process::Signal::KILL),
        };
    }
    #[cfg(not(unix))]
    drop(all);
}

const UNPOISONED: &str = "no holder of the lock panics";

/// A stream that ended, or was cut off.
struct Said {
    stream: Stream,
    text: Vec<u8>,
}

#[derive(Clone, Copy)]
enum Stream {
    Out,
    Err,
}

impl Running {
    fn start(mut command: Command, alone: Alone) -> io::Result<Self> {
        let mut all = ALL.lock().expect(UNPOISONED);
        let child = command.spawn()?;
        all.insert(child.id(), alone);
        Ok(Self { child, alone })
    }

    fn wait(&mut self, input: Option<String>, bounds: Bounds) -> Result<Ended, Failure> {
        let until = Instant::now() + bounds.time;
        if let (Some(mut stdin), Some(input)) = (self.child.stdin.take(), input) {
            // A thread of its own: a program answers while it is still being asked. One that wants to hear
            // no more says so by how it ends.
            std::thread::spawn(move || drop(stdin.write_all(input.as_bytes())));
        }
        let (send, said) = channel();
        // What still holds a stream open when the time is over is left to its thread.
        listen(self.child.stdout.take(), Stream::Out, bounds.bytes, send.clone());
        listen(self.child.stderr.take(), Stream::Err, bounds.bytes, send);
        let (out, err) = hear(&said, until, bounds)?;
        Ok(Ended { status: self.end(until, bounds)?, out, err })
    }

    /// How it ended, which may come later than the end of its streams.
    fn end(&mut self, until: Instant, bounds: Bounds) -> Result<ExitStatus, Failure> {
        let mut pause = Duration::from_micros(100);
        loop {
            if let Some(status) = self.ended().map_err(Failure::Unable)? {
                return Ok(status);
            }
            if Instant::now() >= until {
                return Err(Failure::Slow(bounds.time));
            }
            std::thread::sleep(pause);
            pause = (pause * 2).min(Duration::from_millis(50));
        }
    }

    fn ended(&mut self) -> io::Result<Option<ExitStatus>> {
        let mut all = ALL.lock().expect(UNPOISONED);
        let ended = self.child.try_wait()?;
        if ended.is_some() {
            all.remove(&self.child.id());
        }
        Ok(ended)
    }

    /// Kills it, and the group that it leads. It was not waited for yet, so its number is still its own.
    fn kill(&mut self) {
        ALL.lock().expect(UNPOISONED).remove(&self.child.id());
        #[cfg(unix)]
        if self.alone == Alone::Yes {
            let group = rustix::process::Pid::from_child(&self.child);
            let _ = rustix::process::kill_process_group(group, rustix::process::Signal::KILL);
        }
        // One that has ended is left as it is.
        let _ = self.child.kill().and_then(|()| self.child.wait());
    }
}

fn listen(stream: Option<impl Read + Send + 'static>, which: Stream, most: usize, said: Sender<Said>) {
    let Some(stream) = stream else { return };
    std::thread::spawn(move || {
        let mut text = Vec::new();
        // What was said until a stream broke off is all that there is.
        let _ = stream.take(most as u64 + 1).read_to_end(&mut text);
        let _ = said.send(Said { stream: which, text });
    });
}

fn hear(said: &Receiver<Said>, until: Instant, bounds: Bounds) -> Result<(Vec<u8>, Vec<u8>), Failure> {
    let (mut out, mut err) = (Vec::new(), Vec::new());
    loop {
        match said.recv_timeout(until.saturating_duration_since(Instant::now())) {
            Ok(Said { text, .. }) if text.len() > bounds.bytes => return Err(Failure::Loud(bounds.bytes)),
            Ok(Said { stream: Stream::Out, text }) => out = text,
            Ok(Said { stream: Stream::Err, text }) => err = text,
            Err(RecvTimeoutError::Disconnected) => return Ok((out, err)),
            Err(RecvTimeoutError::Timeout) => return Err(Failure::Slow(bounds.time)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const BOUNDS: Bounds = Bounds { time: Duration::from_secs(60), bytes: 1000 };

    fn shell(script: &str) -> Command {
        let mut shell = program("sh", Path::new("/")).expect("there is one");
        shell.args(["-c", script]);
        shell
    }

    #[test]
    fn a_program_is_asked_and_answers_on_both_streams() {
        let ended = run(shell("cat; echo err >&2; exit 3"), Some("in".into()), BOUNDS).expect("it ended");
        assert_eq!((&*ended.out, &*ended.err), (&b"in"[..], &b"err\n"[..]));
        assert_eq!(ended.status.code(), Some(3));
        let ended = run(shell("true"), Some("x".repeat(1_000_000)), BOUNDS).expect("it ended");
        assert!(ended.status.success(), "nobody must read");
    }

    #[test]
    fn what_never_ends_is_killed_with_all_that_it_started() {
        let hasty = Bounds { time: Duration::from_millis(200), ..BOUNDS };
        let folder = tempfile::tempdir().expect("a folder");
        let told = folder.path().join("told");
        for script in ["sleep 600", "exec >&- 2>&-; sleep 600", "sleep 600 & echo $! > told; wait"] {
            let mut command = shell(script);
            command.current_dir(folder.path());
            let failed = run(command, None, hasty).expect_err("it never ends");
            assert!(matches!(failed, Failure::Slow(_)), "{failed}");
        }
        let started = std::fs::read_to_string(told).expect("it was told");
        // It ends when the system comes to it, and nobody may have waited for it then.
        let stat = || std::fs::read_to_string(format!("/proc/{}/stat", started.trim()));
        let until = Instant::now() + BOUNDS.time;
        while stat().is_ok_and(|stat| !stat.contains(") Z ")) {
            assert!(Instant::now() < until, "it lives on");
            std::thread::yield_now();
        }
    }

    #[test]
    fn what_says_too_much_is_killed() {
        for script in ["yes", "yes >&2", "yes & yes"] {
            let failed = run(shell(script), None, BOUNDS).expect_err("it says too much");
            assert_eq!(failed.to_string(), "said more than 1000 bytes and was killed");
        }
    }

    #[test]
    fn only_absolute_folders_are_looked_into() {
        let path = env::join_paths(["", ".", "bin", "/usr/bin"]).expect("a path");
        assert_eq!(trusted(&path), [PathBuf::from("/usr/bin")]);
        assert!(matches!(program("trueup-no-such-command", Path::new("/")), Err(Failure::Missing)));
    }
}
