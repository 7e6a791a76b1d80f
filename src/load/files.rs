//! Which files a stack's patterns name.

use std::collections::{BTreeMap, BTreeSet, HashSet};
use std::path::{Component, Path, PathBuf};

use globset::{GlobBuilder, GlobMatcher};
use schema::{Finding, Span, Spanned};
use walkdir::{DirEntry, WalkDir};

use super::find::STACK_FILE;
use super::inside::inside;
use crate::intake::beginning;

/// What patterns name.
#[derive(Default)]
pub(super) struct Files {
    /// The files, relative to the stack's folder, sorted, each once.
    pub(super) paths: BTreeSet<PathBuf>,
    /// What could not be looked into.
    pub(super) troubles: Vec<String>,
    /// Patterns that name one file which is not there.
    pub(super) findings: Vec<Finding>,
    /// What a pattern passes by although its name is a manifest's, with the first such pattern.
    passed: BTreeMap<PathBuf, Span>,
    /// The real places of the files, and of the stack's own.
    read: HashSet<PathBuf>,
}

/// A pattern, and the folder below which alone it can match.
struct Pattern {
    base: PathBuf,
    /// Whether it looks below that folder.
    deep: bool,
    matcher: GlobMatcher,
}

const SPECIAL: [char; 5] = ['*', '?', '[', '{', '\\'];

/// Looks for files. Hidden ones, `.trueup` among them, are not looked at; a symbolic link that
/// leads back to a folder above it is not followed. Of `others`, which are read beside them, nobody need
/// be told that no pattern reads them.
pub(super) fn files(root: &Path, patterns: &[Spanned<String>], others: &[PathBuf]) -> Files {
    let mut files = Files::default();
    for pattern in patterns {
        if pattern.value.contains(SPECIAL) {
            // A pattern that cannot be read is a finding of the stack already.
            let span = pattern.span;
            if let Some(pattern) = Pattern::of(&pattern.value) {
                files.walk(root, &pattern, Some(span));
            }
        } else {
            files.single(root, pattern);
        }
    }
    files.once(root);
    if files.paths.is_empty()
        && files.troubles.is_empty()
        && files.findings.is_empty()
        && let Some(first) = patterns.first()
    {
        files.findings.push(
            Finding::error("no-manifests", first.span, "no file matches")
                .help("a stack needs manifests; where all that it owns shall go, use `trueup destroy`"),
        );
    }
    files.read.extend(others.iter().filter_map(|path| path.canonicalize().ok()));
    files.unread(root);
    files
}

/// The files that hold policies. A stack need not have any.
pub(super) fn policies(root: &Path, patterns: &[Spanned<String>]) -> Files {
    let mut files = Files::default();
    for pattern in patterns {
        if !pattern.value.contains(SPECIAL) {
            files.paths.insert(
                Path::new(&pattern.value).components().filter(|part| *part != Component::CurDir).collect(),
            );
        } else if let Some(pattern) = Pattern::of(&pattern.value) {
            files.walk(root, &pattern, None);
        }
    }
    files.once(root);
    files
}

/// Whether patterns name a file of this path, once it is there.
pub fn reads(patterns: &[Spanned<String>], path: &Path) -> bool {
    !named(std::iter::once(path), patterns).is_empty()
}

/// Which of a folder's files patterns name, each once and sorted: for a folder that is not on disk.
pub(super) fn named<'a>(
    files: impl Iterator<Item = &'a Path>,
    patterns: &[Spanned<String>],
) -> BTreeSet<PathBuf> {
    let plain = |text: &str| -> PathBuf {
        Path::new(text).components().filter(|part| *part != Component::CurDir).collect()
    };
    let single: BTreeSet<PathBuf> = patterns
        .iter()
        .filter(|pattern| !pattern.value.contains(SPECIAL))
        .map(|pattern| plain(&pattern.value))
        .collect();
    let patterns: Vec<Pattern> = patterns
        .iter()
        .filter(|pattern| pattern.value.contains(SPECIAL))
        .filter_map(|pattern| Pattern::of(&pattern.value))
        .collect();
    let hidden = |path: &Path, base: &Path| {
        let below = path.strip_prefix(base).unwrap_or(path);
        below.components().any(|part| part.as_os_str().to_string_lossy().starts_with('.'))
    };
    let matches = |path: &Path| {
        let pattern = |one: &Pattern| {
            path.starts_with(&one.base) && one.matcher.is_match(path) && !hidden(path, &one.base)
        };
        path != Path::new(STACK_FILE) && (single.contains(path) || patterns.iter().any(pattern))
    };
    files.filter(|path| matches(path)).map(Path::to_owned).collect()
}

impl Pattern {
    /// Whether a path lies where the pattern looks: in its folder, or below where it looks there.
    fn reaches(&self, path: &Path) -> bool {
        self.deep || path.parent() == Some(&self.base)
    }

    fn of(text: &str) -> Option<Self> {
        let text = text.strip_prefix("./").unwrap_or(text);
        let base = Path::new(text)
            .components()
            .take_while(|part| !part.as_os_str().to_string_lossy().contains(SPECIAL))
            .collect();
        let deep = text.contains("**");
        let glob = GlobBuilder::new(text).literal_separator(true).build().ok()?;
        Some(Self { base, deep, matcher: glob.compile_matcher() })
    }
}

/// What manifests are called.
fn is_yaml(path: &Path) -> bool {
    path.extension().is_some_and(|extension| extension == "yaml" || extension == "yml")
}

/// As many files as are told of, and the bytes of each that are looked at.
const TOLD: usize = 10;
const LOOKED_AT: usize = 4096;

/// Whether a file says that it is a manifest.
fn is_manifest(path: &Path) -> bool {
    let text = beginning(path, LOOKED_AT).unwrap_or_default();
    String::from_utf8_lossy(&text).lines().any(|line| line.starts_with("apiVersion: trueup/"))
}

impl Files {
    /// Tells of manifests that no pattern reads.
    fn unread(&mut self, root: &Path) {
        let passed = std::mem::take(&mut self.passed);
        // What a link leads to outside is not looked at.
        let real = |path: &Path| inside(root, path).ok();
        let strays = passed
            .into_iter()
            .filter(|(path, _)| real(path).is_some_and(|real| is_manifest(&real) && self.read.insert(real)));
        let finding = |(path, span): (PathBuf, Span)| {
            let message = format!("no pattern reads `{}`, which looks like a manifest", path.display());
            Finding::warning("manifest-unread", span, message)
                .help("name it in a pattern, or take it away: nothing in it is applied")
        };
        let findings: Vec<Finding> = strays.take(TOLD).map(finding).collect();
        self.findings.extend(findings);
    }

    /// Keeps each file once, however many links lead to it, under its shortest path; the stack's
    /// own file is no manifest.
    fn once(&mut self, root: &Path) {
        let real = |path: &Path| root.join(path).canonicalize().unwrap_or_else(|_| root.join(path));
        let mut paths: Vec<PathBuf> = std::mem::take(&mut self.paths).into_iter().collect();
        paths.sort_by_key(|path| path.components().count());
        self.read.insert(real(Path::new(STACK_FILE)));
        self.paths = paths.into_iter().filter(|path| self.read.insert(real(path))).collect();
    }

    fn walk(&mut self, root: &Path, pattern: &Pattern, passing: Option<Span>) {
        let base = root.join(&pattern.base);
        if !base.exists() {
            return;
        }
        if let Err(error) = inside(root, &pattern.base) {
            self.troubles.push(unreadable(&pattern.base, &error));
            return;
        }
        let mut entries = WalkDir::new(&base).follow_links(true).into_iter().filter_entry(shown);
        while let Some(entry) = entries.next() {
            match entry {
                // Not to be followed: a link to `/` would be a walk of hours.
                Ok(entry) if entry.path_is_symlink() && entry.file_type().is_dir() => {
                    let below = entry.path().strip_prefix(root).unwrap_or(entry.path());
                    if let Err(error) = inside(root, below) {
                        self.troubles.push(unreadable(below, &error));
                        entries.skip_current_dir();
                    }
                }
                Ok(entry) if entry.file_type().is_file() => {
                    let below = entry.path().strip_prefix(&base).expect("a walk stays below its base");
                    let path: PathBuf = [&pattern.base, below].into_iter().collect();
                    if pattern.matcher.is_match(&path) {
                        self.paths.insert(path);
                    } else if let Some(span) = passing.filter(|_| pattern.reaches(&path) && is_yaml(&path)) {
                        self.passed.entry(path).or_insert(span);
                    }
                }
                Ok(_) => {}
                Err(error) if error.loop_ancestor().is_some() => {}
                Err(error) => self.troubles.push(trouble(&error)),
            }
        }
    }

    fn single(&mut self, root: &Path, pattern: &Spanned<String>) {
        let path: PathBuf =
            Path::new(&pattern.value).components().filter(|part| *part != Component::CurDir).collect();
        match root.join(&path).metadata() {
            Ok(found) if found.is_dir() => self.findings.push(
                Finding::error("no-manifests", pattern.span, "this is a folder, not a file")
                    .help(format!("write `{}/**/*.yaml`", pattern.value.trim_end_matches('/'))),
            ),
            Ok(_) => drop(self.paths.insert(path)),
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => {
                self.findings.push(Finding::error("no-manifests", pattern.span, "there is no such file"));
            }
            Err(error) => self.troubles.push(unreadable(Path::new(&pattern.value), &error)),
        }
    }
}

fn shown(entry: &DirEntry) -> bool {
    entry.depth() == 0 || !entry.file_name().to_string_lossy().starts_with('.')
}

fn unreadable(path: &Path, error: &std::io::Error) -> String {
    format!("cannot read `{}`: {error}", path.display())
}

fn trouble(error: &walkdir::Error) -> String {
    let path = error.path().map(|path| path.display().to_string()).unwrap_or_default();
    match error.io_error() {
        Some(error) => format!("cannot read `{path}`: {error}"),
        None => format!("cannot read `{path}`"),
    }
}
