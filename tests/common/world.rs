//! The folder and the environment that the binary runs in.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use tempfile::TempDir;

use super::{Ended, Running, pipe};

/// A stack with one environment and room for every guardrail's default.
pub const STACK: &str = r#"apiVersion: trueup/v1
kind: Stack
metadata: {name: shop, origin: 0a1b2c3d}
spec:
  environments:
    production:
      account: "123456789012"
      regions: [us-east-1]
"#;

/// Three parameters, one of them a reference to another.
pub const MANIFEST: &str = r#"apiVersion: trueup/v1
kind: ParameterHierarchy
metadata: {name: shop}
spec:
  path: /shop/${site.environment}
  parameters:
    host: db.internal
    port: 3306
    url: mysql://${Parameter/shop/production/host.value}:3306
"#;

/// A manifest of so many parameters.
pub fn many(count: usize) -> String {
    let head = "apiVersion: trueup/v1\nkind: ParameterHierarchy\nmetadata: {name: many}\nspec:\n  path: /many\n  parameters:\n";
    let lines = (0..count).map(|at| format!("    p{at:05}: x\n"));
    [head.to_owned()].into_iter().chain(lines).collect()
}

/// A folder and an environment of its own.
pub struct World {
    folder: TempDir,
    variables: Vec<(String, String)>,
}

impl World {
    /// Nothing but a home.
    pub fn empty() -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        fs::create_dir_all(folder.path().join("home")).expect("made");
        fs::create_dir_all(folder.path().join("stack")).expect("made");
        Self { folder, variables: Vec::new() }
    }

    /// A stack of these texts.
    pub fn of(stack: &str, manifests: &[(&str, &str)]) -> Self {
        let world = Self::empty();
        world.write("trueup.yaml", stack);
        for (name, text) in manifests {
            world.write(&format!("manifests/{name}"), text);
        }
        world
    }

    /// The stack that most tests are about.
    pub fn shop() -> Self {
        Self::of(STACK, &[("shop.yaml", MANIFEST)])
    }

    /// A stack of so many parameters.
    pub fn many(count: usize) -> Self {
        Self::of(STACK, &[("many.yaml", &many(count))])
    }

    /// The stack's folder.
    pub fn stack(&self) -> PathBuf {
        self.folder.path().join("stack")
    }

    /// The folder that holds the stack's and the home.
    pub fn path(&self) -> &Path {
        self.folder.path()
    }

    /// Writes a file of the stack.
    pub fn write(&self, path: &str, text: impl AsRef<[u8]>) -> &Self {
        let path = self.stack().join(path);
        fs::create_dir_all(path.parent().expect("inside")).expect("made");
        fs::write(path, text).expect("written");
        self
    }

    /// Puts a pipe in the place of a file of the stack.
    pub fn pipe(&self, path: &str) -> PathBuf {
        self.write(path, "");
        let path = self.stack().join(path);
        fs::remove_file(&path).expect("removed");
        pipe::make(&path);
        path
    }

    /// Reads a file of the stack.
    pub fn read(&self, path: &str) -> String {
        fs::read_to_string(self.stack().join(path)).unwrap_or_else(|error| panic!("{path}: {error}"))
    }

    /// Sets an environment variable for what runs from now on.
    pub fn set(&mut self, name: &str, value: impl Into<String>) -> &mut Self {
        self.variables.retain(|(known, _)| known != name);
        self.variables.push((name.to_owned(), value.into()));
        self
    }

    /// Takes a variable away again, and gives what it was.
    pub fn unset(&mut self, name: &str) -> Option<String> {
        let at = self.variables.iter().position(|(known, _)| known == name)?;
        Some(self.variables.remove(at).1)
    }

    /// The binary, to be run in the stack's folder, with an environment that holds nothing of this
    /// machine's.
    pub fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_trueup"));
        command
            .args(arguments)
            .current_dir(self.stack())
            .env_clear()
            .env("HOME", self.folder.path().join("home"))
            .env("PATH", "/usr/bin:/bin")
            .env("AWS_EC2_METADATA_DISABLED", "true")
            .envs(self.variables.iter().map(|(name, value)| (name, value)));
        command
    }

    /// Runs the binary to its end.
    pub fn run(&self, arguments: &[&str]) -> Ended {
        Ended::of(self.command(arguments), arguments, self.folder.path())
    }

    /// Runs the binary with one sandbox for all runs of this world.
    pub fn sandboxed(&self, arguments: &[&str]) -> Ended {
        self.run(&[arguments, &["--sandbox"]].concat())
    }

    /// Starts the binary.
    pub fn start(&self, arguments: &[&str]) -> Running {
        Running::of(self.command(arguments))
    }
}
