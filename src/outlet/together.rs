//! Files that are written all or not at all, where none of them is there yet.

use std::fs::{self, File};
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};

use super::Outlet;
use super::files::draft;

/// Why a file cannot be there.
pub type Unwritten = (PathBuf, io::Error);

/// Files that wait beside their places. Dropped before they are [placed](Self::place), nothing is left of them, nor of
/// the folders that were made for them.
#[derive(Default)]
pub struct Together {
    /// Each as it waits, and its place.
    waiting: Vec<(PathBuf, PathBuf)>,
    placed: Vec<PathBuf>,
    folders: Vec<PathBuf>,
}

impl Together {
    /// Writes them beside their places, which are relative to a folder that none of them leaves.
    pub(super) fn write<'a>(
        outlet: Outlet,
        root: &Path,
        files: impl IntoIterator<Item = (&'a Path, &'a str)>,
    ) -> Result<Self, Unwritten> {
        let mut together = Self::default();
        for (path, text) in files {
            let write = |together: &mut Self| {
                together.folders(root, path)?;
                let place = root.join(path);
                if place.symlink_metadata().is_ok() {
                    return Err(io::ErrorKind::AlreadyExists.into());
                }
                let draft = draft(&place)?;
                let mut file = File::create_new(&draft)?;
                together.waiting.push((draft, place));
                file.write_all(outlet.clean(text).as_bytes())
            };
            write(&mut together).map_err(|error| (path.to_owned(), error))?;
        }
        Ok(together)
    }

    /// Makes the folders that lead to a file. A link may lead to one that lies in the same folder.
    fn folders(&mut self, root: &Path, path: &Path) -> io::Result<()> {
        let mut folder = root.to_owned();
        for part in path.parent().into_iter().flat_map(Path::components) {
            folder.push(part);
            match folder.symlink_metadata() {
                Ok(there)
                    if there.is_symlink() && !folder.canonicalize()?.starts_with(root.canonicalize()?) =>
                {
                    return Err(io::Error::other("a link on the way leads out of the stack's folder"));
                }
                Ok(_) if folder.is_dir() => {}
                Ok(_) => return Err(io::ErrorKind::NotADirectory.into()),
                Err(_) => {
                    fs::create_dir(&folder)?;
                    self.folders.push(folder.clone());
                }
            }
        }
        Ok(())
    }

    /// Gives each its name, in their order.
    ///
    /// # Errors
    /// One cannot have it: none is there then.
    pub fn place(mut self) -> Result<(), Unwritten> {
        for (draft, place) in self.waiting.clone() {
            // To rename would put it in the place of what is there meanwhile.
            let free = match place.symlink_metadata() {
                Ok(_) => Err(io::ErrorKind::AlreadyExists.into()),
                Err(_) => fs::rename(&draft, &place),
            };
            free.map_err(|error| (place.clone(), error))?;
            self.placed.push(place);
        }
        self.waiting.clear();
        self.placed.clear();
        self.folders.clear();
        Ok(())
    }
}

impl Drop for Together {
    fn drop(&mut self) {
        let waiting = self.waiting.iter().map(|(draft, _)| draft);
        // What cannot be taken away is named by what went wrong before.
        waiting.chain(&self.placed).for_each(|path| drop(fs::remove_file(path)));
        self.folders.iter().rev().for_each(|folder| drop(fs::remove_dir(folder)));
    }
}

#[cfg(test)]
mod tests {
    use std::os::unix::fs::symlink;

    use super::*;

    fn all(root: &Path, files: &[&str]) -> Result<(), Unwritten> {
        let files = files.iter().map(|path| (Path::new(path), "text"));
        Outlet::open().together(root, files)?.place()
    }

    fn names(folder: &Path) -> Vec<String> {
        let there = fs::read_dir(folder).expect("a folder");
        let mut names: Vec<String> =
            there.map(|entry| entry.expect("there").file_name().to_string_lossy().into_owned()).collect();
        names.sort();
        names
    }

    #[test]
    fn where_one_cannot_be_written_none_is_there() {
        let folder = tempfile::tempdir().expect("a folder");
        let root = folder.path();
        fs::write(root.join("documents"), "").expect("written");
        for files in [["new/deep/one", "documents/two"], ["new/one", "documents"]] {
            all(root, &files).expect_err("it is a file");
            assert_eq!(names(root), ["documents"]);
        }
        // One that comes meanwhile stays, and the others go.
        let files = [Path::new("new/one"), Path::new("late")].map(|path| (path, "text"));
        let together = Outlet::open().together(root, files).expect("waiting");
        fs::write(root.join("late"), "theirs").expect("written");
        let (path, _) = together.place().expect_err("it is there");
        assert_eq!((path, names(root)), (root.join("late"), vec!["documents".into(), "late".into()]));
        assert_eq!(fs::read_to_string(root.join("late")).expect("there"), "theirs");
        all(root, &["new/one", "two"]).expect("written");
        assert_eq!(names(root), ["documents", "late", "new", "two"]);
    }

    #[test]
    fn nothing_is_written_through_a_link_that_leads_out() {
        let (folder, other) = (tempfile::tempdir().expect("a folder"), tempfile::tempdir().expect("another"));
        let root = folder.path();
        fs::create_dir(root.join("real")).expect("made");
        symlink(other.path(), root.join("out")).expect("linked");
        symlink("real", root.join("in")).expect("linked");
        symlink("nowhere", root.join("dangling")).expect("linked");
        for path in ["out/one", "out/deep/one", "dangling/one"] {
            all(root, &[path]).expect_err("it leads out");
        }
        assert_eq!(names(other.path()), [""; 0]);
        all(root, &["in/one"]).expect("it stays inside");
        assert_eq!(names(&root.join("real")), ["one"]);
    }
}
