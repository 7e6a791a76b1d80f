//! Reads a stack and all its manifests, with every mistake in them.

use std::collections::{BTreeMap, BTreeSet};
use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use engine::policy::Policies;
use engine::resolve::{Read, places};
use schema::bounds::FILE;
use schema::stack::Stack;
use schema::yaml::add_bytes;
use schema::{Finding, SourceId, Sources, Span};

use super::files::{files, policies};
use super::find::{STACK_FILE, find};
use super::inside::inside;
use crate::app::App;
use crate::error::{Error, Result};
use crate::globals::ANY_REGION;
use crate::intake::{Inputs, is_written};

/// A stack as it was read.
pub struct Loaded {
    /// Its folder.
    pub root: PathBuf,
    /// The stack and its manifests; `None` where `trueup.yaml` is not good enough to go on.
    pub read: Option<Read>,
    /// The texts.
    pub sources: Arc<Sources>,
    /// The stack's rules on plans.
    pub policies: Arc<Policies>,
    /// Every mistake found so far.
    pub findings: Vec<Finding>,
    /// Files that could not be read, in words.
    pub troubles: Vec<String>,
    /// The files that somebody named who runs this.
    pub extra: Vec<SourceId>,
    /// The region where the stack names none, as far as names of files depend on it: where AWS's
    /// configuration says it, that is by a slip.
    pub(super) region: String,
    /// Every file of these, and those that could not be read, by its real path.
    pub(super) own: BTreeSet<PathBuf>,
}

/// Finds the stack and reads it, with `extra` files beside those that its patterns name.
///
/// # Errors
/// There is no stack, or its `trueup.yaml` cannot be read at all.
pub fn load(app: &App, extra: &[PathBuf]) -> Result<Loaded> {
    let _busy = app.terminal.busy("reading manifests");
    let root = find()?;
    let mut reading = Reading {
        shown: shown(&app.started, &root),
        root,
        sources: Sources::default(),
        findings: Vec::new(),
        troubles: Vec::new(),
        asked: Vec::new(),
        inputs: app.inputs.clone(),
        room: Room::Left,
        region: app.globals.region.clone().unwrap_or_else(|| ANY_REGION.to_owned()),
        own: BTreeSet::new(),
        texts: BTreeMap::new(),
    };
    let Some(id) = reading.file(Path::new(STACK_FILE)) else {
        let what = reading.troubles.pop().unwrap_or_else(|| "it holds no text".to_owned());
        return Err(Error::failed(what));
    };
    let (stack, findings) = schema::read_stack(&reading.sources, id);
    // An unreadable text is empty, and that it is empty is no news.
    if reading.findings.is_empty() {
        reading.findings = findings;
    }
    let policies = stack.as_ref().map_or_else(Arc::default, |stack| Arc::new(reading.policies(stack, extra)));
    let read = stack.map(|stack| {
        let (stack, manifests) = reading.manifests(stack, extra);
        reading.named(stack, manifests)
    });
    let sources = read.as_ref().map_or_else(|| Arc::new(reading.sources), |read| Arc::clone(&read.sources));
    Ok(Loaded {
        root: reading.root,
        read,
        sources,
        policies,
        findings: reading.findings,
        troubles: reading.troubles,
        extra: reading.asked,
        region: reading.region,
        own: reading.own,
    })
}

impl Loaded {
    /// A file of the stack at the end of its links, and its path as seen from where the process was started.
    ///
    /// # Errors
    /// It is not there.
    pub fn real(&self, started: &Path, path: &str) -> io::Result<(PathBuf, String)> {
        let real = started.join(path).canonicalize()?;
        let below = real.strip_prefix(self.root.canonicalize()?).ok();
        let seen = below.map(|below| shown(started, &self.root).join(below).display().to_string());
        Ok((real, seen.unwrap_or_else(|| path.to_owned())))
    }

    /// A stack that is only a text so far, in a folder that is to be its own. It has no manifests.
    pub fn begun(root: PathBuf, text: &str) -> Self {
        let mut sources = Sources::default();
        let id = sources.add(STACK_FILE, text);
        let (stack, findings) = schema::read_stack(&sources, id);
        let sources = Arc::new(sources);
        let own = Arc::clone(&sources);
        let read =
            stack.map(|stack| Read { stack, manifests: Vec::new(), sources: own, files: BTreeMap::new() });
        Self {
            root,
            read,
            sources,
            policies: Arc::default(),
            findings,
            troubles: Vec::new(),
            extra: Vec::new(),
            region: ANY_REGION.to_owned(),
            own: BTreeSet::new(),
        }
    }
}

struct Reading {
    root: PathBuf,
    shown: PathBuf,
    sources: Sources,
    findings: Vec<Finding>,
    troubles: Vec<String>,
    /// The files that somebody named who runs this.
    asked: Vec<SourceId>,
    inputs: Inputs,
    room: Room,
    region: String,
    own: BTreeSet<PathBuf>,
    /// The text of each file that was read, by its real path.
    texts: BTreeMap<PathBuf, SourceId>,
}

/// Whether more files may be read.
enum Room {
    Left,
    Spent,
}

impl Reading {
    fn manifests(&mut self, stack: Stack, extra: &[PathBuf]) -> (Stack, Vec<schema::Manifest>) {
        let named = files(&self.root, &stack.manifests, extra);
        self.findings.extend(named.findings);
        self.troubles.extend(named.troubles);
        let given = extra.iter().filter(|path| !policy(path));
        let (mut ids, strays) = self.given(&named.paths, given);
        for id in strays {
            ids.push(id);
            let message = "no pattern of the stack reads this file: it is judged now, and never applied";
            let finding = Finding::warning("manifest-unread", Span::start_of(id), message);
            self.findings.push(finding.help("name it in `spec.manifests` of `trueup.yaml`"));
        }
        let (manifests, findings) = schema::read_manifests(&self.sources, ids.iter().copied());
        self.findings.extend(findings);
        (stack, manifests)
    }

    /// Reads the files that patterns name, and beside them those that somebody named who runs this.
    fn given<'a>(
        &mut self,
        named: &BTreeSet<PathBuf>,
        given: impl Iterator<Item = &'a PathBuf>,
    ) -> (Vec<SourceId>, Vec<SourceId>) {
        let given: Vec<_> = given.map(|path| (path, path.canonicalize().ok())).collect();
        let mut read: BTreeSet<PathBuf> = self.root.join(STACK_FILE).canonicalize().into_iter().collect();
        let (mut ids, mut strays) = (Vec::new(), Vec::new());
        for path in named {
            let id = self.file(path);
            ids.extend(id);
            let Ok(real) = self.root.join(path).canonicalize() else { continue };
            if given.iter().any(|(_, given)| given.as_ref() == Some(&real)) {
                self.asked.extend(id);
            }
            read.insert(real);
        }
        for (path, real) in given {
            if real.is_none_or(|real| read.insert(real)) {
                strays.extend(self.outside(path));
            }
        }
        self.asked.extend(&strays);
        (ids, strays)
    }

    /// Reads the stack's policies.
    fn policies(&mut self, stack: &Stack, extra: &[PathBuf]) -> Policies {
        let named = policies(&self.root, &stack.policies);
        self.troubles.extend(named.troubles);
        let given = extra.iter().filter(|path| policy(path));
        let (mut ids, strays) = self.given(&named.paths, given);
        ids.extend(strays);
        let (policies, findings) = engine::policy::read(&self.sources, &ids);
        self.findings.extend(findings);
        policies
    }

    /// Reads the files that manifests name. One that cannot be read is a finding of the manifest, but one that
    /// somebody writes may be right: that is told.
    fn named(&mut self, stack: Stack, manifests: Vec<schema::Manifest>) -> Read {
        let sources = Arc::new(std::mem::take(&mut self.sources));
        let mut read = Read { stack, manifests, sources, files: BTreeMap::new() };
        let places = places(&read.stack, std::slice::from_ref(&self.region));
        let named: BTreeSet<String> =
            places.iter().flat_map(|place| engine::resolve::files(&read, place).into_keys()).collect();
        self.sources = Arc::unwrap_or_clone(std::mem::take(&mut read.sources));
        for path in named {
            // A file is one text under all its names: an edit of it reaches whoever reads it.
            let real = inside(&self.root, Path::new(&path)).ok();
            if let Some(id) = real.as_ref().and_then(|real| self.texts.get(real)) {
                read.files.insert(path, *id);
                continue;
            }
            let shown = self.shown.join(&path);
            match self.bytes(Path::new(&path)) {
                Some(Err(error)) if !is_written(&error) => {}
                Some(bytes) => {
                    let id = self.add(&shown, bytes);
                    self.texts.extend(real.zip(id));
                    read.files.extend(id.map(|id| (path, id)));
                }
                None => {}
            }
        }
        read.sources = Arc::new(std::mem::take(&mut self.sources));
        read
    }

    fn file(&mut self, path: &Path) -> Option<SourceId> {
        let bytes = self.bytes(path)?;
        let id = self.add(&self.shown.join(path), bytes)?;
        self.texts.extend(inside(&self.root, path).ok().map(|real| (real, id)));
        Some(id)
    }

    /// The bytes of a file that the stack itself names: of its own folder only, since a stack may
    /// be anybody's, and what is read of it is shown. `None` where nothing more may be read.
    fn bytes(&mut self, path: &Path) -> Option<io::Result<Vec<u8>>> {
        match inside(&self.root, path) {
            Ok(real) => {
                self.own.insert(real.clone());
                self.read(&real)
            }
            Err(error) => Some(Err(error)),
        }
    }

    /// A file's bytes; where no room is left it is not even opened.
    fn read(&self, path: &Path) -> Option<io::Result<Vec<u8>>> {
        match self.room {
            Room::Left => Some(self.inputs.bytes(path, FILE)),
            Room::Spent => None,
        }
    }

    /// A file that somebody named who runs this.
    fn outside(&mut self, path: &Path) -> Option<SourceId> {
        let bytes = self.read(path)?;
        self.add(path, bytes)
    }

    /// Adds a file's text. One that is too large or no UTF-8 is a finding and reads as nothing.
    fn add(&mut self, path: &Path, bytes: io::Result<Vec<u8>>) -> Option<SourceId> {
        let name = path.display().to_string();
        match bytes {
            Ok(bytes) => match add_bytes(&mut self.sources, name, bytes) {
                Ok(id) => Some(id),
                Err(finding) => {
                    let id = finding.span().source;
                    if finding.code == "stack-too-large" {
                        self.room = Room::Spent;
                    }
                    self.findings.push(finding);
                    (path.file_name()? == STACK_FILE).then_some(id)
                }
            },
            Err(error) => {
                self.troubles.push(format!("cannot read `{name}`: {error}"));
                None
            }
        }
    }
}

/// Whether a file that is named is a policy, and no manifest.
fn policy(path: &Path) -> bool {
    path.extension().is_some_and(|extension| extension == "cel")
}

/// How paths of a stack's folder are written, as seen from where the process was started.
fn shown(started: &Path, root: &Path) -> PathBuf {
    if let Ok(below) = root.strip_prefix(started) {
        return below.to_owned();
    }
    match started.strip_prefix(root) {
        Ok(depth) => depth.components().map(|_| "..").collect(),
        Err(_) => root.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_are_shown_as_they_would_be_typed() {
        let see = |started, root| shown(Path::new(started), Path::new(root)).display().to_string();
        assert_eq!(see("/repo", "/repo"), "");
        assert_eq!(see("/repo", "/repo/examples/webshop"), "examples/webshop");
        assert_eq!(see("/repo/manifests/a", "/repo"), "../..");
        assert_eq!(see("/elsewhere", "/repo"), "/repo");
    }
}
