//! Lines that are written while something happens.

use std::fs::File;
use std::io::{self, Write as _};
use std::sync::{Arc, Mutex};

use super::Outlet;

/// A place for lines. Each is handed over whole, masked, and written with one call, so that no two run
/// into each other however many write at once.
#[derive(Clone)]
pub struct Feed {
    outlet: Outlet,
    place: Place,
}

#[derive(Clone)]
enum Place {
    Out,
    Err,
    File(Arc<Mutex<File>>),
}

impl Feed {
    pub(super) fn out(outlet: Outlet) -> Self {
        Self { outlet, place: Place::Out }
    }

    pub(super) fn err(outlet: Outlet) -> Self {
        Self { outlet, place: Place::Err }
    }

    pub(super) fn file(outlet: Outlet, file: File) -> Self {
        Self { outlet, place: Place::File(Arc::new(Mutex::new(file))) }
    }

    /// Writes a line; its break is added.
    ///
    /// # Errors
    /// The place takes nothing.
    pub fn write(&self, line: &str) -> io::Result<()> {
        match &self.place {
            Place::Out => self.outlet.out(&format!("{line}\n")),
            Place::Err => {
                self.outlet.err(line);
                Ok(())
            }
            Place::File(file) => {
                let line = format!("{}\n", self.outlet.clean(line));
                file.lock().expect("no holder of the lock panics").write_all(line.as_bytes())
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_of_many_threads_stay_whole() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("log");
        let feed = Outlet::open().create(&path).expect("made");
        std::thread::scope(|scope| {
            for thread in 0..8 {
                let feed = feed.clone();
                scope.spawn(move || {
                    for at in 0..500 {
                        feed.write(&format!("{thread} says {at} and ends")).expect("written");
                    }
                });
            }
        });
        let text = std::fs::read_to_string(&path).expect("there");
        assert_eq!(text.lines().count(), 8 * 500);
        for line in text.lines() {
            assert!(line.ends_with(" and ends") && line.matches("says").count() == 1, "{line}");
        }
    }
}
