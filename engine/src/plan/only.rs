//! Part of a plan: the resources that somebody names, and what they need.

use std::cell::LazyCell;
use std::collections::{BTreeMap, BTreeSet};

use globset::{Glob, GlobMatcher};
use schema::shape::Vocabulary;
use serde::{Deserialize, Serialize};

use super::content::About;
use super::decision::{Decision, Decisions};
use super::record::Reach;
use crate::action::Action;
use crate::address::Address;
use crate::kinds;
use crate::observe::Live;
use crate::resolve::Desired;

/// Which resources a plan is about; none named means all.
#[derive(Debug, Clone, Default)]
pub struct Only(Vec<(String, GlobMatcher)>);

/// What makes a plan one of a part only.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Partial {
    /// The addresses and patterns that it was asked for, as they were written.
    pub only: Vec<String>,
    /// Changes, deletions aside, and conflicts that it leaves out.
    pub changes_left_out: usize,
    /// Deletions that it leaves out.
    pub deletes_left_out: usize,
    /// Those of `only` that name nothing at this site. A plan is not to be used where no site knows one.
    #[serde(skip)]
    pub unknown: Vec<Unknown>,
}

/// A pattern that names nothing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unknown {
    /// The pattern.
    pub pattern: String,
    /// What was probably meant.
    pub near: Option<Address>,
}

impl Only {
    /// Reads addresses and patterns, several in one text with commas between them.
    ///
    /// # Errors
    /// One is no pattern.
    pub fn read(texts: &[String]) -> Result<Self, globset::Error> {
        let all = texts.iter().flat_map(|text| split(text));
        let read = |text: &str| Ok((text.to_owned(), Glob::new(text)?.compile_matcher()));
        all.map(read).collect::<Result<_, _>>().map(Self)
    }

    /// Whether it leaves nothing out.
    pub fn everything(&self) -> bool {
        self.0.is_empty()
    }

    /// Whether it names an address itself.
    pub fn names(&self, address: &Address) -> bool {
        self.0.iter().any(|(_, glob)| glob.is_match(address.as_str()))
    }

    fn unknown(&self, known: &BTreeSet<&Address>) -> Vec<Unknown> {
        let strange =
            |(_, glob): &&(String, GlobMatcher)| !known.iter().any(|address| glob.is_match(address.as_str()));
        let names = LazyCell::new(|| Vocabulary::new(known.iter().map(|address| address.as_str())));
        let unknown = |(pattern, _): &(String, GlobMatcher)| Unknown {
            pattern: pattern.clone(),
            near: names.nearest(pattern).map(Address::from),
        };
        self.0.iter().filter(strange).map(unknown).collect()
    }
}

/// Takes a text apart at its commas, but for those inside `{…}`, which are the pattern's.
fn split(text: &str) -> Vec<&str> {
    let (mut depth, mut start, mut parts) = (0_usize, 0, Vec::new());
    for (at, c) in text.char_indices() {
        match c {
            '{' => depth += 1,
            '}' => depth = depth.saturating_sub(1),
            ',' if depth == 0 => {
                parts.push(&text[start..at]);
                start = at + 1;
            }
            _ => {}
        }
    }
    parts.push(&text[start..]);
    parts.into_iter().map(str::trim).filter(|part| !part.is_empty()).collect()
}

/// Leaves only decisions about what is named and what that needs: what it refers to and what it hangs on,
/// and, where something goes, whatever has to go or move with it.
pub(super) fn only(
    mut decisions: Decisions,
    mut about: About,
    desired: &Desired,
    live: &Live,
    only: &Only,
) -> (Decisions, About) {
    if only.everything() {
        return (decisions, about);
    }
    let ours = live.found.values().filter(|found| found.owner.is_us()).map(|found| &found.address);
    let known: BTreeSet<&Address> = desired.declared.keys().chain(live.selected.keys()).chain(ours).collect();
    let reaching = Reaching { decisions: &decisions, desired };
    let kept = reaching.from(known.iter().copied().filter(|address| only.names(address)));

    let before = Counts::of(&decisions);
    decisions.retain(|address, decision| {
        let of_record = matches!(decision, Decision::Conflict(conflict) if conflict.of_record());
        of_record || kept.contains(address)
    });
    let left = Counts::of(&decisions);
    about.unmanaged.clear();
    let record = desired.record.as_ref().map(|place| place.address());
    about.unreadable.retain(|unreadable| match &unreadable.address {
        Some(address) => kept.contains(address) || Some(address) == record.as_ref(),
        None => kept.iter().any(|address| address.kind() == unreadable.kind),
    });
    if let Some(keep) = about.record.as_mut() {
        keep.reach = Reach::Part;
    }
    about.partial = Some(Partial {
        only: only.0.iter().map(|(text, _)| text.clone()).collect(),
        changes_left_out: before.others - left.others,
        deletes_left_out: before.deletes - left.deletes,
        unknown: only.unknown(&known),
    });
    (decisions, about)
}

/// How much is decided to be done, or stands in the way of it.
#[derive(Default)]
struct Counts {
    deletes: usize,
    others: usize,
}

impl Counts {
    fn of(decisions: &Decisions) -> Self {
        decisions.all().fold(Self::default(), |counts, (_, decision)| match decision {
            Decision::Change { change, .. } if change.action() == Action::Delete => {
                Self { deletes: counts.deletes + 1, ..counts }
            }
            Decision::Change { .. } | Decision::Conflict(_) => Self { others: counts.others + 1, ..counts },
            Decision::Unchanged { .. } | Decision::Waiting(_) | Decision::Unknown => counts,
        })
    }
}

/// How far a choice reaches.
struct Reaching<'a> {
    decisions: &'a Decisions,
    desired: &'a Desired,
}

impl Reaching<'_> {
    fn from<'b>(&self, named: impl Iterator<Item = &'b Address>) -> BTreeSet<Address> {
        let mut open: Vec<Address> = named.cloned().collect();
        let wholes: BTreeSet<Address> = open.iter().cloned().collect();
        let parts = self.parts();
        let needing = self.needing();
        open.extend(wholes.iter().filter_map(|whole| parts.get(whole)).flatten().cloned());
        let goes = |address: &Address| {
            self.decisions.change(address).is_some_and(|change| change.action() == Action::Delete)
        };
        let mut kept = BTreeSet::new();
        while let Some(address) = open.pop() {
            if !kept.insert(address.clone()) {
                continue;
            }
            if !goes(&address) {
                open.extend(self.desired.graph.needs(&address).cloned());
            }
            // A part goes without what it hangs on.
            open.extend(kinds::parent(&address).filter(|whole| !goes(whole)));
            if let Some(change) = self.decisions.change(&address).filter(|change| change.action().destroys())
            {
                open.extend(parts.get(&address).into_iter().flatten().cloned());
                open.extend(needing.get(&address).into_iter().flatten().cloned());
                open.extend(change.clears.iter().cloned());
            }
        }
        kept
    }

    /// The changes that need each resource.
    fn needing(&self) -> BTreeMap<&Address, Vec<Address>> {
        let mut needing: BTreeMap<&Address, Vec<Address>> = BTreeMap::new();
        for change in self.decisions.changes() {
            for needed in &change.needs {
                needing.entry(needed).or_default().push(change.address.clone());
            }
        }
        needing
    }

    /// What hangs on each resource, declared or about to go.
    fn parts(&self) -> BTreeMap<Address, BTreeSet<Address>> {
        let changed = self.decisions.changes().map(|change| &change.address);
        let mut parts: BTreeMap<Address, BTreeSet<Address>> = BTreeMap::new();
        for address in self.desired.declared.keys().chain(changed) {
            if let Some(whole) = kinds::parent(address) {
                parts.entry(whole).or_default().insert(address.clone());
            }
        }
        parts
    }
}

#[cfg(test)]
mod tests {
    use super::split;

    #[test]
    fn commas_part_patterns_but_for_those_of_a_pattern() {
        assert_eq!(split("a, b/{c,d}/*,e,"), ["a", "b/{c,d}/*", "e"]);
        assert!(split(" ").is_empty());
    }
}
