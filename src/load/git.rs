//! What git holds of a stack's folder at a commit, read without touching the working tree.
//!
//! `git` itself is run: packed objects, alternates and partial clones are its own to know. Nothing
//! is written anywhere, since a folder may hold secrets, and nothing is fetched.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::time::Duration;

use super::folder::Folder;
use crate::program::{Bounds, Ended, Failure, program, run};

/// What an answer of git's may take: the texts of all manifests, off a slow disk.
const BOUNDS: Bounds = Bounds { time: Duration::from_secs(30), bytes: 256 * 1024 * 1024 };

/// A stack's folder at a commit.
pub(super) struct Past {
    root: PathBuf,
    folder: Folder,
}

impl Past {
    /// Lists the folder; `None` where git does not have the commit, or there is no git.
    ///
    /// # Errors
    /// git was asked and passed its bounds.
    pub(super) fn at(root: &Path, commit: &str) -> Result<Option<Self>, Failure> {
        // It comes out of AWS: it must not be taken for an option.
        let whole = matches!(commit.len(), 40 | 64) && commit.bytes().all(|byte| byte.is_ascii_hexdigit());
        if !whole {
            return Ok(None);
        }
        let Some(listed) = git(root, &["ls-tree", "-r", "-z", commit], None)? else { return Ok(None) };
        let (Ok(listed), Ok(real)) = (String::from_utf8(listed), root.canonicalize()) else {
            return Ok(None);
        };
        let all = || listed.split_terminator('\0').filter_map(object);
        let of = |wanted: Mode| all().filter(move |(mode, ..)| *mode == wanted);
        let links: Vec<(PathBuf, String)> = of(Mode::Link).map(|(_, path, id)| (path, id)).collect();
        let ids: Vec<&String> = links.iter().map(|(_, id)| id).collect();
        let Some(targets) = blobs(root, &ids)? else { return Ok(None) };
        let targets = targets.into_iter().map(|to| String::from_utf8_lossy(&to).into_owned());
        let links = links.iter().map(|(path, _)| path.clone()).zip(targets.map(PathBuf::from));
        let objects = of(Mode::File).map(|(_, path, id)| (path, id)).collect();
        Ok(Some(Self { root: root.to_owned(), folder: Folder::new(real, objects, links.collect()) }))
    }

    /// The folder's files, at the end of its links.
    pub(super) fn folder(&self) -> &Folder {
        &self.folder
    }

    /// The texts of files, in the order asked for; `None` for what is not there, or where git does
    /// not give one of them.
    ///
    /// # Errors
    /// git was asked and passed its bounds.
    pub(super) fn texts<'a>(
        &self,
        paths: impl IntoIterator<Item = &'a Path>,
    ) -> Result<Option<Vec<Vec<u8>>>, Failure> {
        let ids: Option<Vec<&String>> = paths.into_iter().map(|path| self.folder.object(path)).collect();
        ids.map_or(Ok(None), |ids| blobs(&self.root, &ids))
    }
}

/// The texts of objects, in order; `None` where git does not give one of them.
fn blobs(root: &Path, ids: &[&String]) -> Result<Option<Vec<Vec<u8>>>, Failure> {
    if ids.is_empty() {
        return Ok(Some(Vec::new()));
    }
    let asked: String = ids.iter().map(|id| format!("{id}\n")).collect();
    let Some(answer) = git(root, &["cat-file", "--batch"], Some(asked))? else { return Ok(None) };
    let mut rest = &answer[..];
    Ok(ids.iter().map(|_| blob(&mut rest)).collect())
}

/// What git tells of the files of a folder, by their paths in it.
pub(super) struct Kept {
    /// Those that it keeps.
    pub(super) tracked: BTreeSet<PathBuf>,
    /// Those of the commit which the folder is at that are not as that has them, or are gone.
    pub(super) changed: BTreeSet<PathBuf>,
}

impl Kept {
    /// Asks for those of a folder; `None` where git does not say.
    pub(super) fn of(folder: &Path) -> Option<Self> {
        let paths = |arguments: &[&str]| {
            let text = String::from_utf8(git(folder, arguments, None).ok()??).ok()?;
            Some(text.split_terminator('\0').map(PathBuf::from).collect())
        };
        let monitor = "core.fsmonitor=false";
        let diff =
            ["-c", monitor, "diff", "--no-ext-diff", "--name-only", "--relative", "-z", "HEAD", "--", "."];
        Some(Self { tracked: paths(&["-c", monitor, "ls-files", "-z", "--", "."])?, changed: paths(&diff)? })
    }
}

/// The commit where the one that a folder is at and another parted; `None` where git does not tell.
///
/// # Errors
/// git was asked and passed its bounds.
pub fn merge_base(folder: &Path, other: &str) -> Result<Option<String>, Failure> {
    merge_base_of(folder, other, "HEAD")
}

fn merge_base_of(folder: &Path, one: &str, other: &str) -> Result<Option<String>, Failure> {
    // A name may not be taken for an option.
    let Some(found) = git(folder, &["merge-base", "--end-of-options", one, other], None)? else {
        return Ok(None);
    };
    Ok(String::from_utf8(found).ok().map(|text| text.trim().to_owned()))
}

/// Whether a commit is in the history of another one; `None` where git does not know one of them.
///
/// # Errors
/// git was asked and passed its bounds.
pub fn is_ancestor(folder: &Path, one: &str, other: &str) -> Result<Option<bool>, Failure> {
    let common = merge_base_of(folder, one, other)?;
    let whole = |commit: &str| git(folder, &["rev-parse", "--verify", "--end-of-options", commit], None);
    let Some(one) = whole(&format!("{one}^{{commit}}"))? else { return Ok(None) };
    Ok(common.map(|common| String::from_utf8(one).is_ok_and(|one| one.trim() == common)))
}

/// What `git` answers in a folder, asking nobody and fetching nothing; `None` where it refuses, or is not
/// there.
///
/// A repository that lies in the folder as files is none: its own configuration would name programs.
fn git(folder: &Path, arguments: &[&str], input: Option<String>) -> Result<Option<Vec<u8>>, Failure> {
    let command = program("git", folder).map(|mut command| {
        command
            .args(["-c", "safe.bareRepository=explicit"])
            .args(arguments)
            .env("GIT_TERMINAL_PROMPT", "0")
            .env("GIT_OPTIONAL_LOCKS", "0")
            .env("GIT_NO_LAZY_FETCH", "1");
        command
    });
    match command.and_then(|command| run(command, input, BOUNDS)) {
        Ok(Ended { status, out, err: _ }) => Ok(status.success().then_some(out)),
        Err(Failure::Missing | Failure::Unable(_)) => Ok(None),
        Err(failure @ (Failure::Slow(_) | Failure::Loud(_))) => Err(failure),
    }
}

/// What git keeps at a path.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Mode {
    File,
    Link,
}

/// `100644 blob 0123… <tab>manifests/web.yaml`. A submodule is nothing.
fn object(line: &str) -> Option<(Mode, PathBuf, String)> {
    let (head, path) = line.split_once('\t')?;
    let mut words = head.split(' ');
    let mode = match words.next()? {
        "120000" => Mode::Link,
        mode if mode.starts_with("100") => Mode::File,
        _ => return None,
    };
    let id = words.nth(1)?;
    Some((mode, PathBuf::from(path), id.to_owned()))
}

/// The next object of a batch: `0123… blob 5<newline>hello<newline>`.
fn blob(rest: &mut &[u8]) -> Option<Vec<u8>> {
    let end = rest.iter().position(|byte| *byte == b'\n')?;
    let head = std::str::from_utf8(&rest[..end]).ok()?;
    let size: usize = head.split(' ').nth(2)?.parse().ok()?;
    let text = rest.get(end + 1..end + 1 + size)?.to_vec();
    *rest = rest.get(end + 2 + size..)?;
    Some(text)
}
