//! Files that are written whole or not at all.

use std::fs::{File, OpenOptions};
use std::io::{self, Write as _};
use std::path::Path;

/// Who may read a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Readers {
    /// Its owner: what plans and results tell of an account is not for everybody on the machine.
    Owner,
    /// Whoever the system's settings let: other programs are to find it.
    Everybody,
}

/// Writes a file. A reader sees what was there before, or all of it.
///
/// # Errors
/// It cannot be written; what was there before stays.
pub fn write_whole(path: &Path, text: &str, readers: Readers) -> io::Result<()> {
    let name = path.file_name().ok_or(io::ErrorKind::IsADirectory)?;
    // Two runs at once have a draft each.
    let draft = path.with_file_name(format!(".{}.{}.draft", name.to_string_lossy(), std::process::id()));
    let written = fill(&draft, text, readers).and_then(|()| std::fs::rename(&draft, path));
    written.inspect_err(|_| {
        // What is left of a draft is in nobody's way.
        let _ = std::fs::remove_file(&draft);
    })
}

fn fill(draft: &Path, text: &str, readers: Readers) -> io::Result<()> {
    let mut file = open(draft, readers)?;
    file.write_all(text.as_bytes())?;
    file.sync_all()
}

fn open(path: &Path, readers: Readers) -> io::Result<File> {
    let mut options = OpenOptions::new();
    options.write(true).create(true).truncate(true);
    #[cfg(unix)]
    if readers == Readers::Owner {
        std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    }
    options.open(path)
}
