//! Which files a stack is made of: none of them is a place to write to.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use engine::plan::Worktree;
use engine::resolve::{places, specs};
use schema::Node;

use super::find::STACK_FILE;
use super::git::Kept;
use super::read::Loaded;
use crate::error::{Error, Result};

/// Refuses outputs, each with the option that names it, that would be written over a file that the stack
/// is made of, or over one another.
///
/// # Errors
/// Usage: one would.
pub fn spare(loaded: Option<&Loaded>, outputs: &[(&str, Option<&PathBuf>)]) -> Result<()> {
    let outputs = outputs.iter().filter_map(|(option, path)| Some((option, real((*path)?)?)));
    let outputs: Vec<_> = outputs.collect();
    let own = loaded.map(|loaded| loaded.own(outputs.iter().map(|(_, path)| path))).unwrap_or_default();
    for (at, (option, path)) in outputs.iter().enumerate() {
        let said = |what: &str| format!("{option} would be written over `{}`, {what}", path.display());
        let named = path.file_name().is_some_and(|name| name == STACK_FILE);
        if named || own.contains(path) {
            return Err(Error::usage(said("which the stack is made of")).help("name another file"));
        }
        if let Some((other, _)) = outputs[..at].iter().find(|(_, other)| other == path) {
            return Err(Error::usage(said(&format!("as {other} would"))).help("name two files"));
        }
    }
    Ok(())
}

/// The regular file that a path leads to, or will; `None` where it is none.
fn real(path: &Path) -> Option<PathBuf> {
    match path.canonicalize() {
        Ok(real) => real.is_file().then_some(real),
        Err(_) => {
            let folder = path.parent().filter(|folder| *folder != Path::new("")).unwrap_or(Path::new("."));
            Some(folder.canonicalize().ok()?.join(path.file_name()?))
        }
    }
}

impl Loaded {
    /// Whether what the stack is made of is as the commit has it which the folder is at. It is edited where a
    /// file of it was, is not kept by git, or may be gone.
    pub fn worktree(&self) -> Worktree {
        let (Some(kept), Ok(root)) = (Kept::of(&self.root), self.root.canonicalize()) else {
            return Worktree::Untold;
        };
        let gone = |path: &PathBuf| !root.join(path).exists();
        let differs = |path: &Path| kept.changed.contains(path) || !kept.tracked.contains(path);
        let mut own = self.own.iter().filter_map(|path| path.strip_prefix(&root).ok());
        if kept.changed.iter().any(gone) || own.any(differs) { Worktree::Edited } else { Worktree::Committed }
    }

    /// Those of some files that the stack is made of: they were read, or a manifest names them.
    fn own<'a>(&self, files: impl Iterator<Item = &'a PathBuf>) -> BTreeSet<&'a PathBuf> {
        let (mut own, others): (BTreeSet<_>, BTreeSet<_>) = files.partition(|file| self.own.contains(*file));
        let Some(read) = self.read.as_ref().filter(|_| !others.is_empty()) else { return own };
        let places = places(&read.stack, std::slice::from_ref(&self.region));
        let mut look = |spec: &Node| own.extend(others.iter().filter(|file| self.names(spec, file)));
        // As they are written too: what no site has, or has wrongly, is a manifest's nevertheless.
        read.manifests.iter().for_each(|manifest| look(&manifest.spec));
        places.iter().flat_map(|place| specs(read, place)).for_each(|spec| look(&spec));
        own
    }

    /// Whether a text of a spec leads to a file.
    fn names(&self, spec: &Node, real: &Path) -> bool {
        spec.walk().filter_map(|node| node.scalar()).any(|text| {
            let named = Path::new(&text.text);
            named.file_name() == real.file_name()
                && self.root.join(named).canonicalize().is_ok_and(|named| named == real)
        })
    }
}
