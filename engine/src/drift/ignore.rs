//! Differences that the stack leaves as they are for a time.

use std::collections::BTreeSet;

use globset::{Glob, GlobMatcher};
use jiff::Timestamp;
use schema::stack::{Stack, Until};

use super::class::{Class, Drift, Entry, What};
use crate::plan::By;
use crate::tree::Path;

/// What `drift` tells apart and does not count.
#[derive(Default)]
pub struct Ignoring(Vec<Rule>);

struct Rule {
    address: GlobMatcher,
    field: Option<GlobMatcher>,
    reason: String,
    until: Until,
}

/// Something that does not count, and why.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Ignored {
    /// The place; `None` for a resource as a whole.
    pub path: Option<Path>,
    /// Why, in the stack's words.
    pub reason: String,
    /// How long.
    pub until: Until,
}

impl Ignoring {
    /// What a stack ignores and is not over. A pattern that cannot be read was a finding when the stack was read.
    pub fn of(stack: &Stack, now: Timestamp) -> Self {
        let glob = |text: &str| Some(Glob::new(text).ok()?.compile_matcher());
        let live = stack.ignore.iter().filter(|ignore| !ignore.until.is_over(now));
        let rules = live.filter_map(|ignore| {
            Some(Rule {
                address: glob(&ignore.address.value)?,
                field: ignore
                    .field
                    .as_ref()
                    .map(|field| glob(&field.value))
                    .map_or(Some(None), |field| field.map(Some))?,
                reason: ignore.reason.clone(),
                until: ignore.until,
            })
        });
        Self(rules.collect())
    }

    /// Tells apart what does not count. What git has changed stays pending: an apply would write that.
    pub fn sift<'a>(&self, drift: Drift<'a>) -> Drift<'a> {
        let mut entries: Vec<Entry<'a>> = drift.entries.into_iter().map(|entry| self.entry(entry)).collect();
        entries.sort_by_key(|entry| entry.class);
        Drift { entries }
    }

    fn entry<'a>(&self, entry: Entry<'a>) -> Entry<'a> {
        let asked = match entry.class {
            Class::Drifted | Class::Missing | Class::Conflict | Class::Unmanaged => true,
            Class::Ignored | Class::Pending | Class::Unreadable => false,
        };
        let places = entry.places();
        if !asked || self.0.is_empty() {
            return entry;
        }
        let ignored: Vec<Ignored> =
            places.iter().filter_map(|place| self.ignored(&entry, place.as_ref())).collect();
        let class = match (ignored.len() == places.len(), entry.by_git()) {
            (false, _) => entry.class,
            (true, false) => Class::Ignored,
            (true, true) => Class::Pending,
        };
        Entry { class, ignored, ..entry }
    }

    fn ignored(&self, entry: &Entry<'_>, place: Option<&Path>) -> Option<Ignored> {
        let address = entry.what.address()?;
        let rule = self.0.iter().find(|rule| rule.address.is_match(address.as_str()) && rule.holds(place))?;
        Some(Ignored { path: place.cloned(), reason: rule.reason.clone(), until: rule.until })
    }
}

impl Rule {
    /// Whether it is about a place, or one that the place lies in.
    fn holds(&self, place: Option<&Path>) -> bool {
        let Some(field) = &self.field else { return true };
        let Some(Path(names)) = place else { return false };
        (1..=names.len()).any(|end| field.is_match(Path(names[..end].to_vec()).to_string()))
    }
}

impl Entry<'_> {
    /// The places that somebody has changed in AWS; `None` alone where the resource differs as a whole.
    pub fn places(&self) -> Vec<Option<Path>> {
        let What::Change(change) = &self.what else { return vec![None] };
        let outside = self.fields.iter().filter(|field| field.by != By::Git).map(|field| &field.path);
        let mut places: BTreeSet<&Path> = outside.collect();
        // Where nothing tells what was applied, every difference may be somebody's.
        if self.fields.is_empty() && self.untold.is_some() {
            places.extend(change.differences.iter().map(|one| &one.path));
        }
        if places.is_empty() { vec![None] } else { places.into_iter().cloned().map(Some).collect() }
    }

    /// Whether git has changed it too, or alone.
    fn by_git(&self) -> bool {
        let fields = self.fields.iter().map(|field| field.by);
        fields.chain(self.whole).any(|by| matches!(by, By::Git | By::Both))
    }
}
