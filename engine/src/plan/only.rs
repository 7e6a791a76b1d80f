//! Part of a plan: the resources that somebody names, and what they need.

use std::collections::{BTreeMap, BTreeSet};

use globset::{Glob, GlobMatcher};
use serde::{Deserialize, Serialize};

use super::change::{Change, Plan};
use super::decide::Goal;
use crate::action::Action;
use crate::address::Address;
use crate::contract::Owner;
use crate::kinds;
use crate::observe::Live;
use crate::plan::Reach;
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

    fn names(&self, address: &Address) -> bool {
        self.0.iter().any(|(_, glob)| glob.is_match(address.as_str()))
    }

    fn unknown(&self, known: &BTreeSet<&Address>) -> Vec<Unknown> {
        let strange =
            |(_, glob): &&(String, GlobMatcher)| !known.iter().any(|address| glob.is_match(address.as_str()));
        let strangers = self.0.iter().filter(strange);
        strangers
            .map(|(pattern, _)| Unknown { pattern: pattern.clone(), near: near(pattern, known) })
            .collect()
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

fn near(pattern: &str, known: &BTreeSet<&Address>) -> Option<Address> {
    let most = (pattern.chars().count() / 3).max(1);
    let distance = |address: &Address| strsim::damerau_levenshtein(pattern, address.as_str());
    let all = known.iter().map(|address| (distance(address), *address));
    all.filter(|(distance, _)| *distance <= most).min().map(|(_, address)| address.clone())
}

/// Leaves in a plan only what is named and what that needs: what it refers to and what it hangs on,
/// and, where something goes, whatever has to go or move with it.
pub(super) fn only(plan: &mut Plan, desired: &Desired, live: &Live, only: &Only) {
    if only.everything() {
        return;
    }
    let ours = live.found.values().filter(|found| found.owner == Owner::Ours).map(|found| &found.address);
    let wanted = desired.declared.keys().chain(live.selected.keys());
    let known: BTreeSet<&Address> = wanted.clone().chain(ours).collect();
    let kept = Reaching { plan, desired }.from(known.iter().copied().filter(|address| only.names(address)));

    let all = (plan.changes.len() + plan.conflicts.len(), deletes(&plan.changes));
    plan.changes.retain(|change| kept.contains(&change.address));
    plan.conflicts.retain(|conflict| kept.contains(&conflict.address) || conflict.of_record());
    plan.waiting.retain(|waiting| kept.contains(&waiting.address));
    plan.not_compared.retain(|(address, _)| kept.contains(address));
    plan.unmanaged.clear();
    let record = desired.record.as_ref().map(|place| place.address());
    plan.unreadable.retain(|unreadable| match &unreadable.address {
        Some(address) => kept.contains(address) || Some(address) == record.as_ref(),
        None => kept.iter().any(|address| address.kind() == unreadable.kind),
    });
    let left = (plan.changes.len() + plan.conflicts.len(), deletes(&plan.changes));
    let deletes_left_out = all.1 - left.1;
    if plan.goal == Goal::Converge {
        plan.unchanged = unchanged(plan, wanted.filter(|address| kept.contains(*address)));
    }
    if let Some(keep) = plan.record.as_mut() {
        keep.reach = Reach::Part;
    }
    plan.partial = Some(Partial {
        only: only.0.iter().map(|(text, _)| text.clone()).collect(),
        changes_left_out: all.0 - left.0 - deletes_left_out,
        deletes_left_out,
        unknown: only.unknown(&known),
    });
}

fn deletes(changes: &[Change]) -> usize {
    changes.iter().filter(|change| change.action == Action::Delete).count()
}

/// How many of what is declared have nothing to be done and nothing in their way.
fn unchanged<'a>(plan: &Plan, declared: impl Iterator<Item = &'a Address>) -> usize {
    let changes = plan.changes.iter().map(|change| &change.address);
    let conflicts = plan.conflicts.iter().map(|conflict| &conflict.address);
    let waiting = plan.waiting.iter().map(|waiting| &waiting.address);
    let named = plan.unreadable.iter().filter_map(|unreadable| unreadable.address.as_ref());
    let busy: BTreeSet<&Address> = changes.chain(conflicts).chain(waiting).chain(named).collect();
    let whole = |address: &Address| {
        !plan.unreadable.iter().any(|one| one.address.is_none() && one.kind == address.kind())
    };
    declared.filter(|address| !busy.contains(*address) && whole(address)).count()
}

/// How far a choice reaches.
struct Reaching<'a> {
    plan: &'a Plan,
    desired: &'a Desired,
}

impl Reaching<'_> {
    fn from<'b>(&self, named: impl Iterator<Item = &'b Address>) -> BTreeSet<Address> {
        let changes = self.plan.by_address();
        let mut open: Vec<Address> = named.cloned().collect();
        let wholes: BTreeSet<Address> = open.iter().cloned().collect();
        let parts = self.parts();
        open.extend(wholes.iter().filter_map(|whole| parts.get(whole)).flatten().cloned());
        let mut kept = BTreeSet::new();
        while let Some(address) = open.pop() {
            if !kept.insert(address.clone()) {
                continue;
            }
            let change = changes.get(&address).copied();
            let goes = change.is_some_and(|change| change.action == Action::Delete);
            if !goes {
                open.extend(self.desired.edges.get(&address).into_iter().flatten().cloned());
            }
            // A part goes without what it hangs on.
            let whole = kinds::parent(&address);
            open.extend(
                whole.filter(|whole| changes.get(whole).is_none_or(|change| change.action != Action::Delete)),
            );
            if change.is_some_and(|change| change.action.destroys()) {
                open.extend(parts.get(&address).into_iter().flatten().cloned());
                let dependents = self.plan.changes.iter().filter(|change| change.needs.contains(&address));
                open.extend(dependents.map(|change| change.address.clone()));
                open.extend(change.into_iter().flat_map(|change| change.clears.iter().cloned()));
            }
        }
        kept
    }

    /// What hangs on each resource, declared or about to go.
    fn parts(&self) -> BTreeMap<Address, BTreeSet<Address>> {
        let changed = self.plan.changes.iter().map(|change| &change.address);
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
