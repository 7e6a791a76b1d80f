//! Files that are written whole or not at all.

use std::fs::{File, OpenOptions};
use std::io::{self, Write as _};
use std::path::Path;

use crate::error::{Error, Result};

/// Writes a file that only its owner may read: what plans and results tell of an account is not for
/// everybody on the machine. A reader sees what was there before, or all of it.
///
/// # Errors
/// It cannot be written; what was there before stays.
pub fn write_whole(path: &Path, text: &str) -> Result<()> {
    let name = path.file_name().ok_or_else(|| Error::usage(format!("`{}` is no file", path.display())))?;
    // Two runs at once have a draft each.
    let draft = path.with_file_name(format!(".{}.{}.draft", name.to_string_lossy(), std::process::id()));
    let written = fill(&draft, text).and_then(|()| std::fs::rename(&draft, path));
    written.map_err(|error| {
        // What is left of a draft is in nobody's way.
        let _ = std::fs::remove_file(&draft);
        Error::file("write", path, error)
    })
}

fn fill(draft: &Path, text: &str) -> io::Result<()> {
    let mut file = private(draft)?;
    file.write_all(text.as_bytes())?;
    file.sync_all()
}

fn private(path: &Path) -> io::Result<File> {
    let mut options = OpenOptions::new();
    options.write(true).create(true).truncate(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(path)
}
