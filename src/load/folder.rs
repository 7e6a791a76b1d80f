//! A folder at a commit: its files, wherever its links lead.

use std::collections::BTreeMap;
use std::ffi::OsString;
use std::path::{Component, Path, PathBuf};

/// Links that may follow one another.
const LINKS: usize = 40;
/// Paths that are told: links that lead to folders with links multiply.
const MOST: usize = 100_000;

/// A folder's files and links, by their paths in it.
#[derive(Default)]
pub(super) struct Folder {
    /// Where it lies, without links on the way.
    root: PathBuf,
    /// Each file's object.
    objects: BTreeMap<PathBuf, String>,
    /// Where each link leads, as it says.
    links: BTreeMap<PathBuf, PathBuf>,
}

impl Folder {
    pub(super) fn new(
        root: PathBuf,
        objects: BTreeMap<PathBuf, String>,
        links: BTreeMap<PathBuf, PathBuf>,
    ) -> Self {
        Self { root, objects, links }
    }

    /// A file's object.
    pub(super) fn object(&self, path: &Path) -> Option<&String> {
        self.objects.get(&self.real(path)?)
    }

    /// A path without links on its way; `None` where it leads out of the folder, or nowhere. Links outside are not
    /// known.
    pub(super) fn real(&self, path: &Path) -> Option<PathBuf> {
        let mut left: Vec<OsString> = Vec::new();
        let lies = |left: &mut Vec<OsString>, path: &Path| {
            left.extend(path.components().rev().map(|part| part.as_os_str().to_owned()));
        };
        let (mut at, mut followed) = (self.root.clone(), 0);
        lies(&mut left, path);
        while let Some(part) = left.pop() {
            match Path::new(&part).components().next() {
                Some(Component::ParentDir) => drop(at.pop()),
                Some(Component::Normal(name)) => at.push(name),
                Some(Component::RootDir | Component::Prefix(_)) => at = PathBuf::from(&part),
                Some(Component::CurDir) | None => {}
            }
            let link = at.strip_prefix(&self.root).ok().and_then(|here| self.links.get(here));
            if let Some(to) = link {
                followed += 1;
                if followed > LINKS {
                    return None;
                }
                at.pop();
                lies(&mut left, to);
            }
        }
        at.strip_prefix(&self.root).ok().map(Path::to_owned)
    }

    /// The path of each file, those too that only links lead to. A link that leads back to a folder above it is not
    /// followed.
    pub(super) fn paths(&self) -> Vec<PathBuf> {
        let mut paths = Vec::new();
        self.walk(Path::new(""), Path::new(""), &mut Vec::new(), &mut paths);
        paths.sort();
        paths
    }

    /// `shown` is what a folder's path is called; `from` are the links that were followed to it.
    fn walk(&self, shown: &Path, folder: &Path, from: &mut Vec<PathBuf>, paths: &mut Vec<PathBuf>) {
        let below = |path: &Path| path.strip_prefix(folder).ok().map(|rest| shown.join(rest));
        paths.extend(below_of(&self.objects, folder).filter_map(|(path, _)| below(path)));
        for (link, _) in below_of(&self.links, folder) {
            let (Some(shown), Some(real)) = (below(link), self.real(link)) else { continue };
            if self.objects.contains_key(&real) {
                paths.push(shown);
            } else if paths.len() < MOST && !from.iter().chain([link]).any(|link| link.starts_with(&real)) {
                from.push(link.clone());
                self.walk(&shown, &real, from, paths);
                from.pop();
            }
        }
    }
}

/// What lies below a folder.
fn below_of<'a, T>(
    all: &'a BTreeMap<PathBuf, T>,
    folder: &'a Path,
) -> impl Iterator<Item = (&'a PathBuf, &'a T)> {
    all.range(folder.to_owned()..).take_while(move |(path, _)| path.starts_with(folder))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn folder(files: &[&str], links: &[(&str, &str)]) -> Folder {
        let objects = files.iter().map(|path| (PathBuf::from(path), (*path).to_owned()));
        let links = links.iter().map(|(path, to)| (PathBuf::from(path), PathBuf::from(to)));
        Folder::new("/repo/stack".into(), objects.collect(), links.collect())
    }

    #[test]
    fn links_are_followed_as_far_as_the_folder() {
        let folder = folder(
            &["real/a.yaml", "real/deep/b.yaml", "c.yaml"],
            &[
                ("one.yaml", "real/a.yaml"),
                ("two.yaml", "./one.yaml"),
                ("manifests", "real"),
                ("real/up", ".."),
                ("around.yaml", "../stack/c.yaml"),
                ("absolute.yaml", "/repo/stack/c.yaml"),
                ("out.yaml", "../../etc/passwd"),
                ("circle", "circle"),
            ],
        );
        for (path, file) in [
            ("real/a.yaml", Some("real/a.yaml")),
            ("./real/../c.yaml", Some("c.yaml")),
            ("two.yaml", Some("real/a.yaml")),
            ("manifests/deep/b.yaml", Some("real/deep/b.yaml")),
            ("real/up/c.yaml", Some("c.yaml")),
            ("around.yaml", Some("c.yaml")),
            ("absolute.yaml", Some("c.yaml")),
            ("out.yaml", None),
            ("circle", None),
            ("../../etc/passwd", None),
            ("/etc/passwd", None),
        ] {
            assert_eq!(folder.object(Path::new(path)).map(String::as_str), file, "{path}");
        }
        let paths: Vec<String> = folder.paths().iter().map(|path| path.display().to_string()).collect();
        let all = [
            "absolute.yaml",
            "around.yaml",
            "c.yaml",
            "manifests/a.yaml",
            "manifests/deep/b.yaml",
            "one.yaml",
            "real/a.yaml",
            "real/deep/b.yaml",
            "two.yaml",
        ];
        assert_eq!(paths, all);
    }
}
