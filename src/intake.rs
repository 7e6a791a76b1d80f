//! The one way in for files: regular ones only, never waited for, and never read without an end.
//!
//! Files are named by repositories, options and links, and a pipe among them would hold the run up for
//! as long as nobody writes to it, a device for ever.

use std::collections::HashMap;
use std::fs::{File, OpenOptions};
use std::io::{self, Read as _};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex};
use std::time::SystemTime;

/// The files that a run was told of: each is one text for the whole of it, however often it is read.
#[derive(Debug, Clone, Default)]
pub struct Inputs(Arc<Mutex<HashMap<PathBuf, Print>>>);

impl Inputs {
    /// A file's bytes, and no more than one too many.
    ///
    /// # Errors
    /// It cannot be read, is no regular file, or is another than it was when it was read before.
    pub fn bytes(&self, path: &Path, most: usize) -> io::Result<Vec<u8>> {
        let (bytes, print) = read(path, most)?;
        let mut known = self.0.lock().expect("no holder of the lock panics");
        let first = *known.entry(path.to_owned()).or_insert(print);
        if first == print { Ok(bytes) } else { Err(changed("since this run read it first")) }
    }

    /// A file's text.
    ///
    /// # Errors
    /// As of [`Inputs::bytes`]; it is longer than that many bytes, or not UTF-8.
    pub fn text(&self, path: &Path, most: usize) -> io::Result<String> {
        decoded(self.bytes(path, most)?, most)
    }
}

/// A file's text.
///
/// # Errors
/// It cannot be read, is no regular file, is longer than that many bytes, or is not UTF-8.
pub fn text(path: &Path, most: usize) -> io::Result<String> {
    decoded(read(path, most)?.0, most)
}

/// How a file begins: so many bytes of it, where it has as many.
///
/// # Errors
/// It cannot be read, or is no regular file.
pub fn beginning(path: &Path, bytes: usize) -> io::Result<Vec<u8>> {
    let mut begun = Vec::new();
    open(path)?.take(bytes as u64).read_to_end(&mut begun)?;
    Ok(begun)
}

fn decoded(bytes: Vec<u8>, most: usize) -> io::Result<String> {
    if bytes.len() > most {
        return Err(io::Error::new(io::ErrorKind::FileTooLarge, format!("it has more than {most} bytes")));
    }
    String::from_utf8(bytes).map_err(|_| io::Error::new(io::ErrorKind::InvalidData, "it is not UTF-8"))
}

fn read(path: &Path, most: usize) -> io::Result<(Vec<u8>, Print)> {
    settled(open(path)?, |mut file| {
        let mut bytes = Vec::new();
        file.by_ref().take(most as u64 + 1).read_to_end(&mut bytes)?;
        Ok(bytes)
    })
}

/// By what a file that somebody writes is told from what it was.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Print {
    length: u64,
    modified: Option<SystemTime>,
}

impl Print {
    fn of(file: &File) -> io::Result<Self> {
        let found = file.metadata()?;
        Ok(Self { length: found.len(), modified: found.modified().ok() })
    }
}

/// What is read of a file that nobody writes meanwhile: a half of one text and a half of another is none.
fn settled(file: File, read: impl FnOnce(&File) -> io::Result<Vec<u8>>) -> io::Result<(Vec<u8>, Print)> {
    let before = Print::of(&file)?;
    let bytes = read(&file)?;
    if Print::of(&file)? == before { Ok((bytes, before)) } else { Err(changed("while it was read")) }
}

/// Whether a file could be read but for somebody who writes it.
pub fn is_written(error: &io::Error) -> bool {
    error.kind() == io::ErrorKind::ResourceBusy
}

fn changed(when: &str) -> io::Error {
    io::Error::new(io::ErrorKind::ResourceBusy, format!("it changed {when}; run this again"))
}

fn open(path: &Path) -> io::Result<File> {
    // Looked at first, since to open some devices does something.
    regular(&path.metadata()?)?;
    let mut options = OpenOptions::new();
    options.read(true);
    // A pipe may have come in the place of what was looked at.
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::custom_flags(&mut options, rustix::fs::OFlags::NONBLOCK.bits() as i32);
    let file = options.open(path)?;
    regular(&file.metadata()?)?;
    Ok(file)
}

fn regular(found: &std::fs::Metadata) -> io::Result<()> {
    if found.is_dir() {
        return Err(io::Error::new(io::ErrorKind::IsADirectory, "it is a folder"));
    }
    if found.is_file() {
        return Ok(());
    }
    Err(io::Error::new(io::ErrorKind::InvalidInput, "it is a pipe or a device, not a file"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_no_regular_file_is_refused_at_once() {
        let folder = tempfile::tempdir().expect("a folder");
        let pipe = folder.path().join("pipe");
        crate::pipe::make(&pipe);
        for (path, said) in
            [(pipe.as_path(), "a pipe"), (Path::new("/dev/zero"), "a device"), (folder.path(), "a folder")]
        {
            let error = text(path, 10).expect_err("refused").to_string();
            assert!(error.contains(said), "{error}");
        }
    }

    #[test]
    fn a_file_is_read_as_far_as_its_bound() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("file");
        std::fs::write(&path, "1234").expect("written");
        assert_eq!(text(&path, 4).expect("read"), "1234");
        assert_eq!(text(&path, 3).expect_err("too long").to_string(), "it has more than 3 bytes");
        assert_eq!(Inputs::default().bytes(&path, 2).expect("read"), b"123");
    }

    #[test]
    fn a_file_that_is_written_while_it_is_read_is_no_text() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("file");
        std::fs::write(&path, "one").expect("written");
        let read = settled(open(&path).expect("opened"), |_| {
            std::fs::write(&path, "one and two")?;
            Ok(Vec::new())
        });
        let error = read.expect_err("it changed").to_string();
        assert_eq!(error, "it changed while it was read; run this again");
    }

    #[test]
    fn a_file_is_one_text_for_the_whole_run() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("file");
        let inputs = Inputs::default();
        std::fs::write(&path, "one").expect("written");
        for _ in 0..2 {
            assert_eq!(inputs.text(&path, 9).expect("read"), "one");
        }
        std::fs::write(&path, "another").expect("written");
        let error = inputs.text(&path, 9).expect_err("it changed").to_string();
        assert_eq!(error, "it changed since this run read it first; run this again");
        assert_eq!(Inputs::default().text(&path, 9).expect("read"), "another", "in a run of its own");
    }
}
