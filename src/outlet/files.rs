//! Files that are written: regular ones whole or not at all, devices and pipes as what they are.
//!
//! A regular file is replaced by renaming, at the end of all links that lead to it. To rename onto a
//! device, a pipe or a link would put a file in its place: a reader would get nothing, and a machine
//! could lose `/dev/null`.

use std::fs::{self, File, OpenOptions};
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};

use super::Outlet;

/// Who may read a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Readers {
    /// Its owner: what plans and results tell of an account is not for everybody on the machine.
    Owner,
    /// Whoever the system's settings let: other programs are to find it.
    Everybody,
    /// Whoever may read, write or run what is there now.
    AsBefore,
}

/// A place for a text, found and tried before there is a text to write.
pub struct Slot {
    outlet: Outlet,
    /// As it was named.
    path: PathBuf,
    place: Place,
}

enum Place {
    /// A regular file, there already or not.
    Whole(PathBuf, Readers),
    /// What is written into.
    Into(File),
}

/// Where a path leads to.
enum End {
    /// A regular file, there already or not.
    Whole(PathBuf),
    /// A device, a pipe, or an open file of some process.
    Into(PathBuf),
}

/// Links that may follow one another.
const LINKS: usize = 40;

impl Slot {
    /// Finds the place, and sees whether a file can be made there.
    pub(super) fn open(outlet: Outlet, path: &Path, readers: Readers) -> io::Result<Self> {
        let named = path.to_owned();
        let place = match end(path)? {
            End::Into(path) => Place::Into(into(&path)?),
            End::Whole(path) => {
                let draft = draft(&path)?;
                create(&draft, readers)?;
                fs::remove_file(draft)?;
                Place::Whole(path, readers)
            }
        };
        Ok(Self { outlet, path: named, place })
    }

    /// Its path, as it was named.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Writes the text. A reader of a regular file sees what was there before, or all of it.
    ///
    /// # Errors
    /// It cannot be written; what was in a regular file stays.
    pub fn write(self, text: &str) -> io::Result<()> {
        let text = self.outlet.clean(text);
        match self.place {
            Place::Whole(path, readers) => replace(&path, &text, readers),
            Place::Into(mut file) => file.write_all(text.as_bytes()),
        }
    }
}

/// Several files that could not all be written.
#[derive(Debug)]
pub struct Torn {
    /// The one that could not be, as it was named.
    pub path: PathBuf,
    /// Why.
    pub error: io::Error,
    /// Those that are written nevertheless, since what was there before could not be put back.
    pub left: Vec<PathBuf>,
}

/// Writes texts into their places: all of them or none. Each is written beside its file first; only then do they
/// take their names, and where one cannot, those before it are put back.
///
/// # Errors
/// One cannot be written.
pub(super) fn write_all(slots: Vec<(Slot, &str)>) -> Result<(), Torn> {
    let torn = |path: &Path, error| Torn { path: path.to_owned(), error, left: Vec::new() };
    let mut drafts: Vec<Draft> = Vec::new();
    for (Slot { outlet, path, place }, text) in slots {
        let written = match place {
            Place::Whole(end, readers) => Draft::write(path.clone(), end, &outlet.clean(text), readers),
            Place::Into(_) => Err(io::Error::new(io::ErrorKind::InvalidInput, "it is no regular file")),
        };
        drafts.push(written.map_err(|error| torn(&path, error))?);
    }
    for at in 0..drafts.len() {
        if let Err(error) = drafts[at].name() {
            let mut torn = torn(&drafts[at].named, error);
            let back =
                drafts[..at].iter_mut().filter_map(|draft| draft.back().err().map(|_| draft.named.clone()));
            torn.left = back.collect();
            return Err(torn);
        }
    }
    Ok(())
}

/// A text beside the file that it is to be. What is left of it and of what was there before goes with it.
struct Draft {
    /// As it was named.
    named: PathBuf,
    end: PathBuf,
    draft: PathBuf,
    /// What was there before, under another name.
    before: Option<PathBuf>,
}

impl Draft {
    fn write(named: PathBuf, end: PathBuf, text: &str, readers: Readers) -> io::Result<Self> {
        let draft = Self { draft: draft(&end)?, named, end, before: None };
        fill(&draft.draft, &draft.end, text, readers)?;
        Ok(draft)
    }

    /// Gives it its file's name.
    fn name(&mut self) -> io::Result<()> {
        if self.end.exists() {
            let before = self.draft.with_extension("before");
            fs::hard_link(&self.end, &before).or_else(|_| fs::copy(&self.end, &before).map(drop))?;
            self.before = Some(before);
        }
        fs::rename(&self.draft, &self.end)
    }

    /// Puts back what was there before.
    fn back(&mut self) -> io::Result<()> {
        match self.before.take() {
            Some(before) => fs::rename(&before, &self.end).inspect_err(|_| self.before = Some(before)),
            None => fs::remove_file(&self.end),
        }
    }
}

impl Drop for Draft {
    fn drop(&mut self) {
        // What is left of a draft is in nobody's way.
        let _ = fs::remove_file(&self.draft);
        let _ = self.before.as_ref().map(fs::remove_file);
    }
}

/// Opens a file that grows, from its beginning.
pub(super) fn grow(path: &Path) -> io::Result<File> {
    match end(path)? {
        End::Whole(path) => File::create(path),
        End::Into(path) => into(&path),
    }
}

fn end(path: &Path) -> io::Result<End> {
    let mut path = path.to_owned();
    for _ in 0..LINKS {
        if is_open_file(&path) {
            return Ok(End::Into(path));
        }
        let found = match path.symlink_metadata() {
            Ok(found) => found.file_type(),
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(End::Whole(path)),
            Err(error) => return Err(error),
        };
        if found.is_symlink() {
            let to = fs::read_link(&path)?;
            path = path.parent().unwrap_or(Path::new("")).join(to);
        } else if found.is_dir() {
            return Err(io::Error::new(io::ErrorKind::IsADirectory, "it is a folder"));
        } else if found.is_file() {
            return Ok(End::Whole(path));
        } else {
            return Ok(End::Into(path));
        }
    }
    Err(io::Error::new(io::ErrorKind::InvalidInput, "its links lead nowhere"))
}

/// Whether a path names what a process has open, such as `/dev/stdout` in the end: whatever that is, its
/// owner goes on writing there.
fn is_open_file(path: &Path) -> bool {
    let folder = path.parent().and_then(|folder| folder.canonicalize().ok());
    folder.is_some_and(|folder| folder.starts_with("/proc") || folder == Path::new("/dev/fd"))
}

/// Opens what is written into. A pipe waits for its reader.
fn into(path: &Path) -> io::Result<File> {
    OpenOptions::new().append(true).open(path)
}

fn replace(path: &Path, text: &str, readers: Readers) -> io::Result<()> {
    let draft = Draft::write(path.to_owned(), path.to_owned(), text, readers)?;
    fs::rename(&draft.draft, path)
}

/// Writes what is to be a file into its draft.
fn fill(draft: &Path, path: &Path, text: &str, readers: Readers) -> io::Result<()> {
    let mut file = create(draft, readers)?;
    if readers == Readers::AsBefore {
        file.set_permissions(path.metadata()?.permissions())?;
    }
    file.write_all(text.as_bytes())?;
    file.sync_all()
}

/// Where a file is written before it takes its name. Two runs at once have a draft each.
pub(super) fn draft(path: &Path) -> io::Result<PathBuf> {
    let name = path.file_name().ok_or(io::ErrorKind::IsADirectory)?;
    Ok(path.with_file_name(format!(".{}.{}.draft", name.to_string_lossy(), std::process::id())))
}

fn create(path: &Path, readers: Readers) -> io::Result<File> {
    let mut options = OpenOptions::new();
    options.write(true).create(true).truncate(true);
    #[cfg(unix)]
    if readers != Readers::Everybody {
        std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    }
    options.open(path)
}

#[cfg(test)]
mod tests {
    use std::os::unix::fs::{FileTypeExt as _, symlink};

    use super::*;

    fn write(path: &Path, text: &str) -> io::Result<()> {
        Slot::open(Outlet::open(), path, Readers::Owner)?.write(text)
    }

    #[test]
    fn a_link_stays_and_what_it_leads_to_is_replaced() {
        let folder = tempfile::tempdir().expect("a folder");
        let at = |name: &str| folder.path().join(name);
        fs::create_dir(at("below")).expect("made");
        fs::write(at("below/file"), "before").expect("written");
        let open = File::open(at("below/file")).expect("there");
        symlink("below/file", at("one")).expect("linked");
        symlink(at("one"), at("two")).expect("linked");
        symlink("below/new", at("new")).expect("linked");
        write(&at("two"), "after").expect("written");
        write(&at("new"), "new").expect("written");
        for (link, text) in [("one", "after"), ("two", "after"), ("new", "new")] {
            assert!(at(link).symlink_metadata().expect("there").is_symlink());
            assert_eq!(fs::read_to_string(at(link)).expect("there"), text);
        }
        assert_eq!(io::read_to_string(open).expect("open"), "before", "it was replaced, not written over");
        assert_eq!(fs::read_dir(at("below")).expect("a folder").count(), 2, "no draft is left");
        symlink("circle", at("circle")).expect("linked");
        write(&at("circle"), "x").expect_err("it leads nowhere");
        grow(&at("circle")).map(drop).expect_err("it leads nowhere");
    }

    #[test]
    fn devices_and_pipes_are_written_into() {
        write(Path::new("/dev/null"), "x").expect("taken");
        write(Path::new("/dev/full"), "x").expect_err("full");
        assert!(Path::new("/dev/null").metadata().expect("there").file_type().is_char_device());
        let folder = tempfile::tempdir().expect("a folder");
        let pipe = folder.path().join("pipe");
        crate::pipe::make(&pipe);
        for write in [write, |path: &Path, text: &str| grow(path)?.write_all(text.as_bytes())] {
            let read = std::thread::spawn({
                let pipe = pipe.clone();
                move || fs::read_to_string(pipe).expect("read")
            });
            write(&pipe, "text").expect("written");
            assert_eq!(read.join().expect("it ends"), "text");
            assert!(pipe.metadata().expect("there").file_type().is_fifo());
        }
    }

    #[test]
    fn several_files_are_written_or_none() {
        let folder = tempfile::tempdir().expect("a folder");
        let at = |name: &str| folder.path().join(name);
        let slots = || {
            for name in ["one", "two"] {
                fs::write(at(name), "before").expect("written");
            }
            let open =
                |name: &str| Slot::open(Outlet::open(), &at(name), Readers::AsBefore).expect("a place");
            vec![(open("one"), "after"), (open("two"), "after")]
        };
        let first = slots();
        // What no file can take the name of.
        fs::remove_file(at("two")).expect("there");
        fs::create_dir_all(at("two/below")).expect("made");
        let torn = write_all(first).expect_err("a folder");
        assert_eq!((torn.path, torn.left), (at("two"), Vec::new()));
        assert_eq!(fs::read_to_string(at("one")).expect("there"), "before");
        assert_eq!(fs::read_dir(folder.path()).expect("a folder").count(), 2, "nothing else is left");
        fs::remove_dir_all(at("two")).expect("there");
        write_all(slots()).expect("written");
        for name in ["one", "two"] {
            assert_eq!(fs::read_to_string(at(name)).expect("there"), "after");
        }
        assert_eq!(fs::read_dir(folder.path()).expect("a folder").count(), 2, "nothing else is left");
    }

    #[test]
    fn an_open_file_is_added_to() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("file");
        let mut file = File::create(&path).expect("made");
        file.write_all(b"one ").expect("written");
        let open = format!("/proc/self/fd/{}", std::os::fd::AsRawFd::as_raw_fd(&file));
        write(Path::new(&open), "two").expect("written");
        assert_eq!(fs::read_to_string(path).expect("there"), "one two");
    }

    #[test]
    fn what_cannot_be_made_is_found_before_it_is_written() {
        let folder = tempfile::tempdir().expect("a folder");
        for path in ["none/file", "", ".", "/"] {
            let slot = Slot::open(Outlet::open(), &folder.path().join(path), Readers::Owner);
            assert!(slot.is_err(), "{path}");
        }
    }
}
