//! The one way out: whatever trueup writes for others, to a stream or into a file, goes through it,
//! and what `TRUEUP_MASKS` names stays behind.
//!
//! On GitHub Actions it prints no `::add-mask::`: that line is the value itself, on a stream that
//! may just as well be a file.

mod files;

use std::any::Any;
use std::borrow::Cow;
use std::fmt;
use std::fs::{File, OpenOptions};
use std::io::{self, Write};
use std::panic::Location;
use std::path::Path;
use std::sync::Arc;

use engine::ports::Masks;

use self::files::{Readers, write_whole};
use crate::mask::Mask;

/// The one way out. Its masks live as long as the process.
#[derive(Clone, Copy)]
pub struct Outlet(&'static Mask);

impl fmt::Debug for Outlet {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Outlet")
    }
}

impl Outlet {
    /// An outlet that holds these back.
    pub fn new(mask: Mask) -> Self {
        Self(Box::leak(Box::new(mask)))
    }

    /// An outlet that holds nothing back.
    pub fn open() -> Self {
        Self::new(Mask::default())
    }

    /// Variables that are to be hidden and are too short for that.
    pub fn short(self) -> &'static [String] {
        self.0.short()
    }

    /// A text as it may be seen.
    pub fn clean(self, text: &str) -> Cow<'_, str> {
        self.0.apply(text)
    }

    /// Writes to standard output.
    ///
    /// # Errors
    /// It takes nothing.
    pub fn out(self, text: &str) -> io::Result<()> {
        let mut out = io::stdout().lock();
        out.write_all(self.clean(text).as_bytes()).and_then(|()| out.flush())
    }

    /// Writes to standard error, whoever listens.
    pub fn err(self, text: &str) {
        let mut err = io::stderr().lock();
        // There is nowhere left to say that nobody can be told.
        let _ = err.write_all(self.clean(text).as_bytes()).and_then(|()| err.flush());
    }

    /// Writes a file whole or not at all, for whoever is to find it.
    ///
    /// # Errors
    /// It cannot be written; what was there before is there still.
    pub fn file(self, path: &Path, text: &str) -> io::Result<()> {
        write_whole(path, &self.clean(text), Readers::Everybody)
    }

    /// The same, for its owner only.
    ///
    /// # Errors
    /// It cannot be written; what was there before is there still.
    pub fn private(self, path: &Path, text: &str) -> io::Result<()> {
        write_whole(path, &self.clean(text), Readers::Owner)
    }

    /// Adds to a file.
    ///
    /// # Errors
    /// It cannot be written.
    pub fn append(self, path: &Path, text: &str) -> io::Result<()> {
        let mut file = OpenOptions::new().create(true).append(true).open(path)?;
        file.write_all(self.clean(text).as_bytes())
    }

    /// A file that grows while something happens.
    ///
    /// # Errors
    /// It cannot be made.
    pub fn create(self, path: &Path) -> io::Result<Stream> {
        Ok(Stream { outlet: self, place: Place::File(Arc::new(File::create(path)?)) })
    }

    /// Standard output, for what is written while something happens.
    pub fn stdout(self) -> Stream {
        Stream { outlet: self, place: Place::Out }
    }

    /// Standard error, the same.
    pub fn stderr(self) -> Stream {
        Stream { outlet: self, place: Place::Err }
    }

    /// Has crashes tell nothing either: neither what is masked nor a secret that the run knows.
    pub fn on_crash(self, known: Masks) {
        std::panic::set_hook(Box::new(move |crash| {
            let text = crashed(crash.payload(), crash.location(), &known);
            let trace = std::backtrace::Backtrace::capture();
            let trace = match trace.status() {
                std::backtrace::BacktraceStatus::Captured => format!("{trace}\n"),
                _ => String::new(),
            };
            self.err(&format!("{text}{trace}"));
        }));
    }
}

/// What a crash says.
fn crashed(payload: &(dyn Any + Send), place: Option<&Location<'_>>, known: &Masks) -> String {
    let said = payload.downcast_ref::<String>().map(String::as_str);
    let said = said.or_else(|| payload.downcast_ref::<&str>().copied()).unwrap_or("no message");
    let place = place.map_or(String::new(), |place| format!(" at {place}"));
    let said = known.apply(said);
    format!(
        "trueup crashed{place}: {said}\nThis is a bug; what was under way is not known, and the next run finds out\n"
    )
}

/// A stream of texts, each masked as it is written: a text must be written in one go.
#[derive(Clone)]
pub struct Stream {
    outlet: Outlet,
    place: Place,
}

#[derive(Clone)]
enum Place {
    Out,
    Err,
    File(Arc<File>),
}

impl Write for Stream {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let text = String::from_utf8_lossy(bytes);
        let clean = self.outlet.clean(&text);
        match &self.place {
            Place::Out => io::stdout().write_all(clean.as_bytes())?,
            Place::Err => io::stderr().write_all(clean.as_bytes())?,
            Place::File(file) => file.as_ref().write_all(clean.as_bytes())?,
        }
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        match &self.place {
            Place::Out => io::stdout().flush(),
            Place::Err => io::stderr().flush(),
            Place::File(file) => file.as_ref().flush(),
        }
    }
}

#[cfg(test)]
mod tests {
    use std::fs;

    use schema::SecretText;

    use super::*;
    use crate::render::samples::CANARY;

    fn bad() -> Result<(), String> {
        Err(format!("bad {CANARY}"))
    }

    /// A crash says what the code says of itself, and that may hold a value.
    #[test]
    fn a_crash_shows_no_secret() {
        let known = Masks::default();
        known.add(&SecretText::new(CANARY));
        known.add(&SecretText::new(format!("{CANARY}\n\"line two\"")));
        let quiet = std::panic::take_hook();
        std::panic::set_hook(Box::new(|_| {}));
        let crashes = [
            std::panic::catch_unwind(|| panic!("cannot write {CANARY}")),
            std::panic::catch_unwind(|| panic!("{:?}", Some(format!("{CANARY}\n\"line two\"")))),
            std::panic::catch_unwind(|| bad().expect("it is well formed")),
        ];
        std::panic::set_hook(quiet);
        for crash in crashes {
            let payload = crash.expect_err("it crashed");
            let text = crashed(&*payload, None, &known);
            assert!(
                text.contains("(secret)") && !text.contains("canary") && !text.contains("line two"),
                "{text}"
            );
        }
    }

    #[test]
    fn a_stream_masks_what_is_written() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("log");
        let outlet = Outlet::open();
        let mut stream = outlet.create(&path).expect("made");
        writeln!(stream, "one {}", 1).expect("written");
        let mut again = stream.clone();
        again.write_all(b"two\n").expect("written");
        outlet.append(&path, "three\n").expect("written");
        assert_eq!(fs::read_to_string(&path).expect("there"), "one 1\ntwo\nthree\n");
        outlet.file(&path, "four").expect("written");
        assert_eq!(fs::read_to_string(&path).expect("there"), "four");
    }
}
