//! The one way out: whatever trueup writes for others, to a stream or into a file, goes through it,
//! and what `TRUEUP_MASKS` names stays behind.
//!
//! A text is handed over whole and written with one call. Nothing here is an [`io::Write`]: what is
//! written in pieces is masked in pieces, and pieces of several threads mix.
//!
//! On GitHub Actions it prints no `::add-mask::`: that line is the value itself, on a stream that
//! may just as well be a file.

mod crash;
mod feed;
mod files;
mod screen;
mod together;

use std::borrow::Cow;
use std::fmt;
use std::fs::OpenOptions;
use std::io::{self, Write};
use std::path::Path;
use std::sync::Arc;

use engine::ports::Masks;

pub use self::feed::Feed;
pub use self::files::{Readers, Slot, Torn};
pub use self::screen::{Busy, Fixture, Manner, Words};
pub use self::together::{Together, Unwritten};

use self::files::{grow, write_all};
use self::screen::Screen;
use crate::mask::Mask;

/// The one way out. What it is made of lives as long as the process.
#[derive(Clone, Copy)]
pub struct Outlet(&'static Parts);

struct Parts {
    mask: Mask,
    screen: Screen,
}

impl fmt::Debug for Outlet {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Outlet")
    }
}

impl Outlet {
    /// An outlet that holds these back.
    pub fn new(mask: Mask) -> Self {
        Self(Box::leak(Box::new(Parts { mask, screen: Screen::default() })))
    }

    /// An outlet that holds nothing back.
    pub fn open() -> Self {
        Self::new(Mask::default())
    }

    /// Variables that are to be hidden and are too short for that.
    pub fn short(self) -> &'static [String] {
        self.0.mask.short()
    }

    /// A text as it may be seen.
    pub fn clean(self, text: &str) -> Cow<'_, str> {
        self.0.mask.apply(text)
    }

    /// Writes to standard output.
    ///
    /// # Errors
    /// It takes nothing.
    pub fn out(self, text: &str) -> io::Result<()> {
        let text = self.clean(text);
        self.0.screen.aside(|| {
            let mut out = io::stdout().lock();
            out.write_all(text.as_bytes()).and_then(|()| out.flush())
        })
    }

    /// Writes lines to standard error, whoever listens. A line break that is missing at the end is
    /// added.
    pub fn err(self, text: &str) {
        self.0.screen.write(&self.clean(text));
    }

    /// Writes a question to standard error. Whatever is said before it is [answered](Self::answered)
    /// begins a line of its own.
    pub fn ask(self, question: &str) {
        self.0.screen.ask(&self.clean(question));
    }

    /// Tells that somebody has answered, and so ended the question's line.
    pub fn answered(self) {
        self.0.screen.answered();
    }

    /// Puts what is drawn over and over below what else standard error shows, or takes it away.
    pub fn fix(self, fixture: Option<Arc<dyn Fixture>>) {
        self.0.screen.fix(fixture);
    }

    /// The run is busy with something, until what this gives is dropped: standard error, a terminal, says so
    /// where it says nothing else for a moment. The words are for one line, and are masked here.
    pub fn busy(self, manner: Manner, line: Words) -> Busy {
        self.0.screen.busy(manner, Box::new(move || self.clean(&line()).into_owned()))
    }

    /// A place for a text that is there later: whether it can be written is found out now.
    ///
    /// # Errors
    /// It cannot be.
    pub fn slot(self, path: &Path, readers: Readers) -> io::Result<Slot> {
        Slot::open(self, path, readers)
    }

    /// Writes a file whole or not at all, for whoever is to find it.
    ///
    /// # Errors
    /// It cannot be written; what was there before is there still.
    pub fn file(self, path: &Path, text: &str) -> io::Result<()> {
        self.slot(path, Readers::Everybody)?.write(text)
    }

    /// Writes several regular files: all of them or none.
    ///
    /// # Errors
    /// One cannot be written; those are named that could not be put back.
    pub fn write_all(self, slots: Vec<(Slot, &str)>) -> Result<(), Torn> {
        write_all(slots)
    }

    /// Writes files that are not there yet, and the folders that lead to them, under a folder that none of them
    /// leaves: they wait until they are [placed](Together::place), all or none.
    ///
    /// # Errors
    /// One is there already, which stays; or it cannot be written. Nothing is left of the others.
    pub fn together<'a>(
        self,
        root: &Path,
        files: impl IntoIterator<Item = (&'a Path, &'a str)>,
    ) -> Result<Together, Unwritten> {
        Together::write(self, root, files)
    }

    /// Adds to a file.
    ///
    /// # Errors
    /// It cannot be written.
    pub fn append(self, path: &Path, text: &str) -> io::Result<()> {
        let mut file = OpenOptions::new().create(true).append(true).open(path)?;
        file.write_all(self.clean(text).as_bytes())
    }

    /// A file of lines that grows while something happens.
    ///
    /// # Errors
    /// It cannot be made.
    pub fn create(self, path: &Path) -> io::Result<Feed> {
        Ok(Feed::file(self, grow(path)?))
    }

    /// Standard output, for lines that are written while something happens.
    pub fn stdout(self) -> Feed {
        Feed::out(self)
    }

    /// Standard error, the same.
    pub fn stderr(self) -> Feed {
        Feed::err(self)
    }

    /// Has crashes tell nothing either: neither what is masked nor a secret that the run knows.
    pub fn on_crash(self, known: Masks) {
        crash::tell(self, known);
    }
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;

    #[test]
    fn what_is_written_lies_in_the_file() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("log");
        let outlet = Outlet::open();
        let feed = outlet.create(&path).expect("made");
        feed.write("one").expect("written");
        feed.clone().write("two").expect("written");
        outlet.append(&path, "three\n").expect("written");
        assert_eq!(fs::read_to_string(&path).expect("there"), "one\ntwo\nthree\n");
        outlet.file(&path, "four").expect("written");
        assert_eq!(fs::read_to_string(&path).expect("there"), "four");
    }
}
