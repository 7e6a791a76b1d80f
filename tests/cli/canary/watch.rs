//! Runs the binary, and keeps everything that it wrote.

use std::collections::HashSet;
use std::fs;
use std::io::{BufRead, BufReader, Read};
use std::path::Path;
use std::process::{Command, Stdio};

use super::canaries::Traces;
use super::estate::inputs;
use crate::common::World;

/// Every output so far, each with what made it.
#[derive(Default)]
pub struct Watch {
    outputs: Vec<(String, Vec<u8>)>,
    /// Files that were kept already, by path and content.
    known: HashSet<blake3::Hash>,
    runs: usize,
}

impl Watch {
    /// Runs the binary to its end, and gives what it exited with.
    pub fn run(&mut self, world: &World, arguments: &[&str]) -> i32 {
        self.ran(world, world.command(arguments), &arguments.join(" "))
    }

    /// The same, which must exit so.
    #[track_caller]
    pub fn must(&mut self, world: &World, arguments: &[&str], code: i32) {
        let begin = self.outputs.len();
        let ended = self.run(world, arguments);
        let text = |at: usize| String::from_utf8_lossy(&self.outputs[begin + at].1).into_owned();
        assert_eq!(ended, code, "`trueup {}`\n{}{}", arguments.join(" "), text(0), text(1));
    }

    fn ran(&mut self, world: &World, mut command: Command, label: &str) -> i32 {
        self.clear(world);
        let output = command.stdin(Stdio::null()).output().expect("the binary runs");
        self.keep(world, label, output.stdout, output.stderr);
        output.status.code().expect("no signal ended it")
    }

    /// Runs the binary on a terminal, where progress is a bar.
    pub fn on_terminal(&mut self, world: &World, arguments: &[&str]) -> i32 {
        let inner = world.command(arguments);
        let line = format!("{} {}", inner.get_program().to_string_lossy(), arguments.join(" "));
        let mut outer = Command::new("script");
        outer.env_clear().current_dir(world.stack()).args(["-qefc", &line, "/dev/null"]);
        outer.envs(inner.get_envs().filter_map(|(name, value)| Some((name, value?))));
        outer.env("TERM", "xterm-256color").env("SHELL", "/bin/sh").env("LANG", "C.UTF-8");
        self.ran(world, outer, &format!("on a terminal: {}", arguments.join(" ")))
    }

    /// Starts the binary, sends it a signal once it said something on standard error, and waits for
    /// its end.
    pub fn stopped(&mut self, world: &World, arguments: &[&str], after: &str, signal: &str) {
        self.clear(world);
        let mut command = world.command(arguments);
        let command = command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
        let mut child = command.spawn().expect("the binary runs");
        let mut err = BufReader::new(child.stderr.take().expect("piped"));
        let mut said = String::new();
        while !said.contains(after) {
            assert!(err.read_line(&mut said).expect("read") > 0, "it ended without `{after}`:\n{said}");
        }
        let sent = Command::new("kill").arg(format!("-{signal}")).arg(child.id().to_string()).status();
        assert!(sent.expect("kill runs").success());
        err.read_to_string(&mut said).expect("read");
        let mut out = Vec::new();
        child.stdout.take().expect("piped").read_to_end(&mut out).expect("read");
        child.wait().expect("waited");
        self.keep(world, &format!("{} until {signal}", arguments.join(" ")), out, said.into_bytes());
    }

    /// Takes away what runs only add to.
    fn clear(&self, world: &World) {
        for name in ["output", "summary"] {
            // Not every run before wrote them.
            let _ = fs::remove_file(world.path().join(name));
        }
    }

    fn keep(&mut self, world: &World, label: &str, out: Vec<u8>, err: Vec<u8>) {
        self.runs += 1;
        self.outputs.push((format!("`{label}`, standard output"), out));
        self.outputs.push((format!("`{label}`, standard error"), err));
        let inputs = inputs(world);
        let known = |path: &Path| inputs.iter().any(|input| path.starts_with(input));
        let mut folders = vec![world.path().to_owned()];
        while let Some(folder) = folders.pop() {
            for entry in fs::read_dir(folder).expect("a folder").flatten() {
                let path = entry.path();
                if known(&path) {
                    continue;
                }
                if path.is_dir() {
                    folders.push(path);
                    continue;
                }
                let bytes = fs::read(&path).expect("a file");
                if self.known.insert(blake3::hash(&[path.to_string_lossy().as_bytes(), &bytes].concat())) {
                    self.outputs.push((format!("`{label}`, {}", path.display()), bytes));
                }
            }
        }
    }

    /// Keeps what was written elsewhere.
    pub fn note(&mut self, label: &str, text: String) {
        self.outputs.push((label.to_owned(), text.into_bytes()));
    }

    /// Takes over what another has kept.
    pub fn join(&mut self, other: Self) {
        let Self { outputs, known, runs } = other;
        self.outputs.extend(outputs);
        self.known.extend(known);
        self.runs += runs;
    }

    /// How many runs there were.
    pub fn runs(&self) -> usize {
        self.runs
    }

    /// How many outputs there are: streams, and each state of each file.
    pub fn count(&self) -> usize {
        self.outputs.len()
    }

    /// The outputs that hold something of a canary.
    pub fn leaks(&self, traces: &Traces) -> Vec<String> {
        let found = self.outputs.iter().filter_map(|(label, bytes)| {
            let what = traces.found(bytes)?;
            Some(format!("{label} holds {what}"))
        });
        found.collect()
    }

    /// Whether any output holds a text.
    pub fn saw(&self, text: &str) -> bool {
        let text = text.as_bytes();
        self.outputs.iter().any(|(_, bytes)| bytes.windows(text.len()).any(|window| window == text))
    }
}
