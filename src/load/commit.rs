//! The commit that a folder is checked out at, as git's own files tell it.
//!
//! Running `git` would cost more than everything else that `validate` does.

use std::path::{Path, PathBuf};

use crate::intake::text;

/// Bytes that a file of git's may have: one of all packed names is the largest.
const LARGEST: usize = 64 * 1024 * 1024;

/// The commit's whole id; `None` where the folder lies in no repository or nothing is committed.
pub fn commit(folder: &Path) -> Option<String> {
    let git = repository(folder)?.join(".git");
    let git = if git.is_file() { linked(&git)? } else { git };
    let head = text(&git.join("HEAD"), LARGEST).ok()?;
    match head.trim().strip_prefix("ref: ") {
        None => id(head.trim()),
        Some(name) => {
            let common = text(&git.join("commondir"), LARGEST)
                .map_or_else(|_| git.clone(), |common| git.join(common.trim()));
            loose(&common, name).or_else(|| packed(&common, name))
        }
    }
}

/// The repository that a folder lies in.
pub fn repository(folder: &Path) -> Option<&Path> {
    folder.ancestors().find(|folder| folder.join(".git").exists())
}

/// A worktree's or a submodule's `.git` is a file that names the folder.
fn linked(file: &Path) -> Option<PathBuf> {
    let text = text(file, LARGEST).ok()?;
    let folder = text.trim().strip_prefix("gitdir: ")?;
    Some(file.parent()?.join(folder))
}

fn loose(git: &Path, name: &str) -> Option<String> {
    id(text(&git.join(name), LARGEST).ok()?.trim())
}

fn packed(git: &Path, name: &str) -> Option<String> {
    let text = text(&git.join("packed-refs"), LARGEST).ok()?;
    let line = text.lines().find(|line| line.split_once(' ').is_some_and(|(_, known)| known == name))?;
    id(line.split_once(' ')?.0)
}

fn id(text: &str) -> Option<String> {
    let long = matches!(text.len(), 40 | 64);
    (long && text.bytes().all(|byte| byte.is_ascii_hexdigit())).then(|| text.to_owned())
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;

    const ID: &str = "0123456789abcdef0123456789abcdef01234567";

    fn repository(files: &[(&str, &str)]) -> tempfile::TempDir {
        let folder = tempfile::tempdir().expect("a folder");
        for (path, text) in files {
            let path = folder.path().join(path);
            fs::create_dir_all(path.parent().expect("inside")).expect("made");
            fs::write(path, text).expect("written");
        }
        folder
    }

    #[test]
    fn the_head_is_found_however_git_keeps_it() {
        let detached = repository(&[(".git/HEAD", ID)]);
        let loose = repository(&[(".git/HEAD", "ref: refs/heads/main\n"), (".git/refs/heads/main", ID)]);
        let packed = format!("# pack-refs with: peeled\n{ID} refs/heads/main\n");
        let packed = repository(&[(".git/HEAD", "ref: refs/heads/main\n"), (".git/packed-refs", &packed)]);
        let worktree = repository(&[
            ("tree/.git", "gitdir: ../main/.git/worktrees/tree\n"),
            ("main/.git/worktrees/tree/HEAD", "ref: refs/heads/side\n"),
            ("main/.git/worktrees/tree/commondir", "../..\n"),
            ("main/.git/refs/heads/side", ID),
        ]);
        for (folder, inner) in [(&detached, ""), (&loose, ""), (&packed, ""), (&worktree, "tree")] {
            assert_eq!(commit(&folder.path().join(inner)).as_deref(), Some(ID));
        }
    }

    #[test]
    fn nothing_committed_is_no_commit() {
        let fresh = repository(&[(".git/HEAD", "ref: refs/heads/main\n")]);
        assert_eq!(commit(fresh.path()), None);
    }
}
