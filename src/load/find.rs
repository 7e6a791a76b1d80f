//! Finds the stack: the nearest `trueup.yaml` at or above a folder.

use std::path::{Path, PathBuf};

use crate::error::{Error, Result};

/// The file that makes a folder a stack.
pub const STACK_FILE: &str = "trueup.yaml";
/// What people write in its place.
const MISNOMERS: [&str; 3] = ["trueup.yml", ".trueup.yaml", "trueup.json"];

/// The folder of the nearest stack, at or above where the process is.
///
/// # Errors
/// There is none.
pub fn find() -> Result<PathBuf> {
    let here = std::env::current_dir()
        .map_err(|error| Error::failed(format!("cannot tell the current folder: {error}")))?;
    match here.ancestors().find(|folder| folder.join(STACK_FILE).symlink_metadata().is_ok()) {
        Some(root) => Ok(root.to_owned()),
        None => Err(none(&here)),
    }
}

fn none(here: &Path) -> Error {
    let error = Error::failed(format!("there is no `{STACK_FILE}` in `{}` or above it", here.display()));
    match MISNOMERS.into_iter().find(|name| here.join(name).exists()) {
        Some(name) => error.help(format!("there is a `{name}`; it must be called `{STACK_FILE}`")),
        None => error.help("go to a stack's folder, name it with `-C DIR`, or start one with `trueup init`"),
    }
}
