//! Secrets that a command prints.

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use engine::resolve::Trouble;

/// How messages call a command: its arguments may say too much.
pub(super) fn name(argv: &[String]) -> String {
    format!("`{}`", argv.first().map_or("", String::as_str))
}

/// What a command prints, run in the stack's folder with nothing to read. What it says on
/// standard error passes through.
pub(super) async fn output(root: &Path, argv: &[String]) -> Result<String, Trouble> {
    let (root, argv): (PathBuf, Vec<String>) = (root.to_owned(), argv.to_owned());
    let run = tokio::task::spawn_blocking(move || run(&root, &argv));
    run.await.expect("running a command does not panic")
}

fn run(root: &Path, argv: &[String]) -> Result<String, Trouble> {
    let name = name(argv);
    let (program, arguments) =
        argv.split_first().ok_or_else(|| Trouble::Missing("the command has no name".into()))?;
    let output = Command::new(program)
        .args(arguments)
        .current_dir(root)
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::inherit())
        .output()
        .map_err(|error| Trouble::Missing(format!("cannot run {name}: {error}")))?;
    if !output.status.success() {
        return Err(Trouble::Missing(format!("{name} ended with {}", output.status)));
    }
    String::from_utf8(output.stdout).map_err(|_| Trouble::Missing(format!("what {name} prints is not UTF-8")))
}
