//! The one way in for files: regular ones only, never waited for, and never read without an end.
//!
//! Files are named by repositories, options and links, and a pipe among them would hold the run up for
//! as long as nobody writes to it, a device for ever.

use std::fs::{File, OpenOptions};
use std::io::{self, Read as _};
use std::path::Path;

/// A file's bytes, and no more than one too many.
///
/// # Errors
/// It cannot be read, or is no regular file.
pub fn bytes(path: &Path, most: usize) -> io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    open(path)?.take(most as u64 + 1).read_to_end(&mut bytes)?;
    Ok(bytes)
}

/// A file's text.
///
/// # Errors
/// It cannot be read, is no regular file, is longer than that many bytes, or is not UTF-8.
pub fn text(path: &Path, most: usize) -> io::Result<String> {
    let bytes = bytes(path, most)?;
    if bytes.len() > most {
        return Err(io::Error::new(io::ErrorKind::FileTooLarge, format!("it has more than {most} bytes")));
    }
    String::from_utf8(bytes).map_err(|_| io::Error::new(io::ErrorKind::InvalidData, "it is not UTF-8"))
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
        assert_eq!(bytes(&path, 2).expect("read"), b"123");
    }
}
