//! What git holds of a stack's folder at a commit, read without touching the working tree.
//!
//! `git` itself is run: packed objects, alternates and partial clones are its own to know. Nothing
//! is written anywhere, since a folder may hold secrets, and nothing is fetched.

use std::collections::BTreeMap;
use std::io::{Read as _, Write as _};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

/// A stack's folder at a commit: every file's object by its path in the folder.
pub(super) struct Past {
    root: PathBuf,
    objects: BTreeMap<PathBuf, String>,
}

impl Past {
    /// Lists the folder; `None` where git does not have the commit, or there is no git.
    pub(super) fn at(root: &Path, commit: &str) -> Option<Self> {
        // It comes out of AWS: it must not be taken for an option.
        let whole = matches!(commit.len(), 40 | 64) && commit.bytes().all(|byte| byte.is_ascii_hexdigit());
        if !whole {
            return None;
        }
        let listed = git(root).args(["ls-tree", "-r", "-z", commit]).output().ok()?;
        if !listed.status.success() {
            return None;
        }
        let text = String::from_utf8(listed.stdout).ok()?;
        let objects = text.split_terminator('\0').filter_map(object).collect();
        Some(Self { root: root.to_owned(), objects })
    }

    /// The files' paths. Links and submodules are none.
    pub(super) fn paths(&self) -> impl Iterator<Item = &Path> {
        self.objects.keys().map(PathBuf::as_path)
    }

    /// The texts of files, in the order asked for; `None` for what is not there, or where git does
    /// not give one of them.
    pub(super) fn texts<'a>(&self, paths: impl IntoIterator<Item = &'a Path>) -> Option<Vec<Vec<u8>>> {
        let ids: Option<Vec<&String>> = paths.into_iter().map(|path| self.objects.get(path)).collect();
        let ids = ids?;
        if ids.is_empty() {
            return Some(Vec::new());
        }
        let asked: String = ids.iter().map(|id| format!("{id}\n")).collect();
        let mut child = git(&self.root)
            .args(["cat-file", "--batch"])
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .ok()?;
        let mut input = child.stdin.take()?;
        // A thread of its own: git answers while it is still being asked.
        let asking = std::thread::spawn(move || input.write_all(asked.as_bytes()));
        let mut answer = Vec::new();
        let read = child.stdout.take()?.read_to_end(&mut answer);
        let asked = asking.join().is_ok_and(|asked| asked.is_ok());
        let ended = child.wait().is_ok_and(|status| status.success());
        if read.is_err() || !asked || !ended {
            return None;
        }
        let mut rest = &answer[..];
        ids.iter().map(|_| blob(&mut rest)).collect()
    }
}

/// `git` in a folder, asking nobody and fetching nothing.
fn git(folder: &Path) -> Command {
    let mut command = Command::new("git");
    command
        .current_dir(folder)
        .env("GIT_TERMINAL_PROMPT", "0")
        .env("GIT_OPTIONAL_LOCKS", "0")
        .env("GIT_NO_LAZY_FETCH", "1")
        .stdin(Stdio::null())
        .stderr(Stdio::null());
    command
}

/// `100644 blob 0123… <tab>manifests/web.yaml`.
fn object(line: &str) -> Option<(PathBuf, String)> {
    let (head, path) = line.split_once('\t')?;
    let mut words = head.split(' ');
    let (mode, kind, id) = (words.next()?, words.next()?, words.next()?);
    (kind == "blob" && mode.starts_with("100")).then(|| (PathBuf::from(path), id.to_owned()))
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
