//! Secrets that a command prints.

use std::path::{Path, PathBuf};

use engine::resolve::Trouble;
use schema::SecretText;

use super::{BOUNDS, UNSAID};
use crate::program::{program, run};

/// How messages call a command: its arguments may say too much.
pub(super) fn name(argv: &[String]) -> String {
    format!("`{}`", argv.first().map_or("", String::as_str))
}

/// How a command ended.
pub(super) struct Ended {
    /// What it printed, where it ended well.
    pub(super) printed: Result<String, Trouble>,
    /// What it printed, however it ended.
    pub(super) whole: SecretText,
    /// What it said on standard error. It may repeat the value, which only who has that can mask.
    pub(super) said: String,
}

/// Runs a command in the stack's folder with nothing to read.
pub(super) async fn output(root: &Path, argv: &[String]) -> Result<Ended, Trouble> {
    let (root, argv): (PathBuf, Vec<String>) = (root.to_owned(), argv.to_owned());
    let run = tokio::task::spawn_blocking(move || ask(&root, &argv));
    run.await.expect("running a command does not panic")
}

fn ask(root: &Path, argv: &[String]) -> Result<Ended, Trouble> {
    let name = name(argv);
    let (first, arguments) =
        argv.split_first().ok_or_else(|| Trouble::Missing("the command has no name".into()))?;
    let ended = program(first, root).and_then(|mut command| {
        command.args(arguments);
        run(command, None, BOUNDS)
    });
    let ended = ended.map_err(|failure| Trouble::Missing(format!("{name} {failure}")))?;
    let whole = SecretText::new(String::from_utf8_lossy(&ended.out));
    let said = String::from_utf8_lossy(&ended.err).into_owned();
    let printed = match ended.status.success() {
        true => String::from_utf8(ended.out)
            .map_err(|_| Trouble::Missing(format!("what {name} prints is not UTF-8"))),
        false => Err(Trouble::Missing(format!("{name} ended with {}; {UNSAID}", ended.status))),
    };
    Ok(Ended { printed, whole, said })
}
