//! What git asked for at the applies that the records of sites tell of.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use engine::drift::Past;
use engine::plan::Plan;
use engine::resolve::{Desired, Read, broken, places, resolve};
use jiff::Timestamp;

use super::stage::Stage;
use crate::load::{Loaded, load_at};
use crate::terminal::Terminal;

/// A stack at the commits that records name. Each is read from git once in a run, whatever the number of
/// sites, and a git that passes its bounds is not asked again.
pub struct History<'a> {
    terminal: Terminal,
    root: &'a Path,
    regions: Vec<String>,
    now: Timestamp,
    read: BTreeMap<String, Option<Read>>,
    failed: bool,
}

impl<'a> History<'a> {
    /// Nothing is read yet. Only these sites are asked for.
    pub fn new(terminal: Terminal, loaded: &'a Loaded, stages: &[Stage<'_>], now: Timestamp) -> Self {
        let regions: BTreeSet<&String> = stages.iter().map(|stage| &stage.place.site.region).collect();
        let regions = regions.into_iter().cloned().collect();
        Self { terminal, root: &loaded.root, regions, now, read: BTreeMap::new(), failed: false }
    }

    /// What was applied at a site, as its record and git's history tell. Where nothing would be changed
    /// nobody asks, and no commit is read.
    pub fn past(&mut self, stage: &Stage<'_>, plan: &Plan) -> Past {
        let record = plan.record().and_then(|keep| keep.was.as_ref());
        let record = record.filter(|_| !plan.changes().is_empty());
        Past::of(record, &stage.desired, |commit| self.desired(stage, commit))
    }

    /// What the manifests of a commit ask for at a site.
    fn desired(&mut self, stage: &Stage<'_>, commit: &str) -> Option<Desired> {
        let now = self.now;
        let read = self.read(commit)?;
        let site = &stage.place.site;
        let mut places = places(&read.stack, std::slice::from_ref(&site.region)).into_iter();
        let mut place = places
            .find(|place| place.site.environment == site.environment && place.site.region == site.region)?;
        place.site.account.clone_from(&site.account);
        place.site.sandbox = site.sandbox;
        let (desired, findings) = resolve(read, &place, now);
        (!broken(&findings)).then_some(desired)
    }

    fn read(&mut self, commit: &str) -> Option<&Read> {
        if !self.read.contains_key(commit) {
            let read = self.ask(commit);
            self.read.insert(commit.to_owned(), read);
        }
        self.read.get(commit)?.as_ref()
    }

    fn ask(&mut self, commit: &str) -> Option<Read> {
        if self.failed {
            return None;
        }
        load_at(self.root, commit, &self.regions).unwrap_or_else(|failure| {
            self.failed = true;
            self.terminal.warn(&format!("`git` {failure}; what was applied last cannot be told"));
            None
        })
    }
}
