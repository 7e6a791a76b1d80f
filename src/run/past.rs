//! What git asked for at the applies that the records of sites tell of.

use std::cell::{Cell, RefCell};
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::rc::Rc;

use engine::drift::{Base, Past, drift, origins};
use engine::observe::Live;
use engine::plan::{Notes, Plan};
use engine::resolve::{Desired, Read, broken, places, resolve};
use jiff::Timestamp;

use super::stage::Stage;
use crate::error::{Error, Result};
use crate::load::{Loaded, is_ancestor, load_at, merge_base};
use crate::terminal::Terminal;

/// A stack at the commits that records name. Each is read from git once in a run, whatever the number of
/// sites, and a git that passes its bounds is not asked again.
pub struct History<'a> {
    terminal: Terminal,
    root: &'a Path,
    regions: Vec<String>,
    now: Timestamp,
    read: RefCell<BTreeMap<String, Option<Rc<Read>>>>,
    failed: Cell<bool>,
    /// The commit where this branch began.
    base: Option<String>,
}

impl<'a> History<'a> {
    /// Nothing is read yet. Only these sites are asked for.
    pub fn new(terminal: Terminal, loaded: &'a Loaded, stages: &[Stage<'_>], now: Timestamp) -> Self {
        let regions: BTreeSet<&String> = stages.iter().map(|stage| &stage.place.site.region).collect();
        let regions = regions.into_iter().cloned().collect();
        let (read, failed) = (RefCell::default(), Cell::new(false));
        Self { terminal, root: &loaded.root, regions, now, read, failed, base: None }
    }

    /// What was applied at a site, as its record and git's history tell. Where nothing would be changed
    /// nobody asks, and no commit is read.
    pub fn past(&self, stage: &Stage<'_>, plan: &Plan) -> Past {
        let record = plan.record().and_then(|keep| keep.was.as_ref());
        let record = record.filter(|_| !plan.changes().is_empty());
        Past::of(record, &stage.desired, |commit| self.desired(stage, commit))
    }

    /// The same, in which what this branch has changed is told from what was merged before it began: where it and
    /// another commit parted, which `git` is asked for.
    ///
    /// # Errors
    /// Usage: git knows no such commit, or none where they parted.
    pub fn since(self, name: &str) -> Result<Self> {
        let _busy = self.terminal.busy("asking git where this branch began");
        let base = match merge_base(self.root, name) {
            Ok(Some(base)) => base,
            Ok(None) => {
                return Err(Error::usage(format!(
                    "`--base`: git does not tell where this branch left `{name}`"
                ))
                .help("fetch it with its history first: a shallow clone has none"));
            }
            Err(failure) => return Err(Error::failed(format!("`--base`: `git` {failure}"))),
        };
        Ok(Self { base: Some(base), ..self })
    }

    /// What is known of a plan's changes beside what they do.
    pub fn notes(&self, stage: &Stage<'_>, plan: &Plan, live: &Live) -> Notes {
        let past = self.past(stage, plan);
        let base = self.base.clone().filter(|_| !plan.changes().is_empty());
        let asked = base.as_deref().and_then(|base| self.desired(stage, base));
        let drift = drift(plan, &stage.desired, live, &past);
        let behind = past.commit().zip(base.as_deref()).is_some_and(|(applied, base)| {
            is_ancestor(self.root, applied, base).is_ok_and(|ancestor| ancestor == Some(false))
        });
        let told = base.as_deref().zip(asked.as_ref());
        let told = told.map(|(commit, desired)| Base { commit, desired, behind });
        let mut origins = origins(drift, &stage.desired, &past, told);
        origins.unread = base.filter(|_| asked.is_none());
        Notes { origins, ..plan.notes().clone() }
    }

    /// What the manifests of a commit ask for at a site.
    fn desired(&self, stage: &Stage<'_>, commit: &str) -> Option<Desired> {
        let _busy = self.terminal.busy("asking git what was applied");
        let now = self.now;
        let read = self.read(commit)?;
        let site = &stage.place.site;
        let mut places = places(&read.stack, std::slice::from_ref(&site.region)).into_iter();
        let mut place = places
            .find(|place| place.site.environment == site.environment && place.site.region == site.region)?;
        place.site.account.clone_from(&site.account);
        place.site.sandbox = site.sandbox;
        let (desired, findings) = resolve(&read, &place, now);
        (!broken(&findings)).then_some(desired)
    }

    fn read(&self, commit: &str) -> Option<Rc<Read>> {
        if let Some(read) = self.read.borrow().get(commit) {
            return read.clone();
        }
        let read = self.ask(commit).map(Rc::new);
        self.read.borrow_mut().insert(commit.to_owned(), read.clone());
        read
    }

    fn ask(&self, commit: &str) -> Option<Read> {
        if self.failed.get() {
            return None;
        }
        load_at(self.root, commit, &self.regions).unwrap_or_else(|failure| {
            self.failed.set(true);
            self.terminal.warn(&format!("`git` {failure}; what was applied last cannot be told"));
            None
        })
    }
}
