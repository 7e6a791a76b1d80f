//! The plan: all changes, and what each was based on.

use std::collections::{BTreeMap, BTreeSet};

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::change::{Change, at};
use super::conflict::{Conflict, Waiting};
use super::cost::{Cost, cost};
use super::decision::Tally;
use super::make::Goal;
use super::notes::Notes;
use super::only::Partial;
use super::record::{Ground, Keep};
use crate::action::Action;
use crate::address::Address;
use crate::contract::{Exposure, Unreadable};
use crate::kinds;
use crate::site::Site;
use crate::tree::Path;

/// Everything that one site needs to be as git says, and what that was based on.
///
/// [`Plan::of`] alone makes one, and nothing changes what one does.
#[derive(Clone)]
pub struct Plan {
    about: About,
    tally: Tally,
    cost: Cost,
    notes: Notes,
}

/// Whether files are as the commit has them that their folder is at.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Worktree {
    /// They are.
    #[default]
    Committed,
    /// Some are not.
    Edited,
    /// git does not tell: it is not there, or refuses the folder.
    Untold,
}

impl Worktree {
    /// Whether nothing is to be said of it.
    pub(crate) fn is_committed(&self) -> bool {
        *self == Self::Committed
    }
}

/// What a plan says beside its decisions.
#[derive(Clone)]
pub struct About {
    /// Drawn at random once per plan; client tokens are made from it.
    pub id: String,
    /// When it was made.
    pub made: Timestamp,
    /// What it is for.
    pub goal: Goal,
    /// Where.
    pub site: Site,
    /// The commit that the manifests were read at, where there is one.
    pub commit: Option<String>,
    /// Whether the manifests are as that commit has them.
    pub worktree: Worktree,
    /// How many resources the site owns.
    pub owned: usize,
    /// How many are declared.
    pub declared: usize,
    /// How many deletions the guardrail lets through; `None` where it asks for none.
    pub may_delete: Option<usize>,
    /// What could not be read: neither changed nor counted as unchanged.
    pub unreadable: Vec<Unreadable>,
    /// The kinds of which nothing is declared and whose list could not be read: what is ours of
    /// them and gone from git stays. Apply goes on.
    pub unlisted: Vec<Unreadable>,
    /// What lies under declared paths and is neither declared nor ours.
    pub unmanaged: Vec<Address>,
    /// Whether secrets were compared.
    pub exposure: Exposure,
    /// What it leaves out, where it is a plan of a part only.
    pub partial: Option<Partial>,
    /// What it has the record say; `None` where the site keeps none or it must be left alone.
    pub record: Option<Keep>,
    /// Calls for the record, by operation, of a plan whose record is not at hand: one from a file.
    pub record_calls: BTreeMap<String, usize>,
    /// What such a plan was made from; `None` where the site kept no record.
    pub ground: Option<Ground>,
}

/// How many changes of each action.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Summary([usize; Action::ALL.len()]);

impl Summary {
    /// How many changes of an action.
    pub fn of(&self, action: Action) -> usize {
        self.0[action as usize]
    }
}

impl Plan {
    /// The plan of what was decided.
    pub fn of(decided: impl Into<Tally>, about: About) -> Self {
        let mut tally = decided.into();
        tally.changes.sort_by(|a, b| a.address.cmp(&b.address));
        tally.not_compared.sort();
        let more = about.record.as_ref().map(|keep| keep.calls(&tally.changes, about.declared));
        let more = more.map_or_else(|| about.record_calls.clone(), |calls| Cost::count(&calls));
        let cost = cost(&tally.changes, &more, &about.site, &about.id);
        Self { about, tally, cost, notes: Notes::default() }
    }

    /// What it says beside its decisions, and the decisions: another plan may be made of them.
    pub(super) fn into_parts(self) -> (Tally, About) {
        let Self { about, tally, cost: _, notes: _ } = self;
        (tally, about)
    }

    /// The same plan with what else is known of its changes.
    pub fn noted(self, notes: Notes) -> Self {
        Self { notes, ..self }
    }

    /// What is known of its changes beside what they do.
    pub fn notes(&self) -> &Notes {
        &self.notes
    }

    /// Drawn at random once per plan; client tokens are made from it.
    pub fn id(&self) -> &str {
        &self.about.id
    }

    /// When it was made.
    pub fn made(&self) -> Timestamp {
        self.about.made
    }

    /// What it is for.
    pub fn goal(&self) -> Goal {
        self.about.goal
    }

    /// Where.
    pub fn site(&self) -> &Site {
        &self.about.site
    }

    /// The commit that the manifests were read at, where there is one.
    pub fn commit(&self) -> Option<&str> {
        self.about.commit.as_deref()
    }

    /// Whether the manifests are as that commit has them.
    pub fn worktree(&self) -> Worktree {
        self.about.worktree
    }

    /// The changes, by address.
    pub fn changes(&self) -> &[Change] {
        &self.tally.changes
    }

    /// The change of an address.
    pub fn change(&self, address: &Address) -> Option<&Change> {
        at(&self.tally.changes, address)
    }

    /// How many resources are as declared.
    pub fn unchanged(&self) -> usize {
        self.tally.unchanged
    }

    /// How many resources the site owns.
    pub fn owned(&self) -> usize {
        self.about.owned
    }

    /// How many deletions the guardrail lets through; `None` where it asks for none.
    pub fn may_delete(&self) -> Option<usize> {
        self.about.may_delete
    }

    /// How many deletions there are, and how many the guardrail lets through, where that is less.
    pub fn deletes_too_many(&self) -> Option<(usize, usize)> {
        let (deletes, allowed) = (self.deletions(), self.about.may_delete?);
        (deletes > allowed).then_some((deletes, allowed))
    }

    /// How many are declared.
    pub fn declared(&self) -> usize {
        self.about.declared
    }

    /// What is in a manifest's place and not ours. Apply refuses while there is one.
    pub fn conflicts(&self) -> &[Conflict] {
        &self.tally.conflicts
    }

    /// What could not be read: neither changed nor counted as unchanged.
    pub fn unreadable(&self) -> &[Unreadable] {
        &self.about.unreadable
    }

    /// The kinds of which nothing is declared and whose list could not be read: what is ours of
    /// them and gone from git stays. Apply goes on.
    pub fn unlisted(&self) -> &[Unreadable] {
        &self.about.unlisted
    }

    /// What is declared and cannot be made by us yet.
    pub fn waiting(&self) -> &[Waiting] {
        &self.tally.waiting
    }

    /// What lies under declared paths and is neither declared nor ours.
    pub fn unmanaged(&self) -> &[Address] {
        &self.about.unmanaged
    }

    /// Declared secrets that were not compared, since they were withheld, by address.
    pub fn not_compared(&self) -> &[(Address, Path)] {
        &self.tally.not_compared
    }

    /// The declared secrets of a resource that were not compared.
    pub fn not_compared_of(&self, address: &Address) -> impl Iterator<Item = &Path> {
        let all = &self.tally.not_compared;
        let from = all.partition_point(|(other, _)| other < address);
        all[from..].iter().take_while(move |(other, _)| other == address).map(|(_, path)| path)
    }

    /// Whether secrets were compared.
    pub fn exposure(&self) -> Exposure {
        self.about.exposure
    }

    /// What it leaves out, where it is a plan of a part only.
    pub fn partial(&self) -> Option<&Partial> {
        self.about.partial.as_ref()
    }

    /// What it has the record say; `None` where the site keeps none or it must be left alone.
    pub fn record(&self) -> Option<&Keep> {
        self.about.record.as_ref()
    }

    /// What applying it takes.
    pub fn cost(&self) -> &Cost {
        &self.cost
    }

    /// The calls that it makes for the record, by operation.
    pub fn record_calls(&self) -> BTreeMap<String, usize> {
        match &self.about.record {
            Some(keep) => Cost::count(&keep.calls(&self.tally.changes, self.about.declared)),
            None => self.about.record_calls.clone(),
        }
    }

    /// What it was made from, as far as the record must know it.
    pub fn ground(&self) -> Option<Ground> {
        self.record().map(Keep::ground).or_else(|| self.about.ground.clone())
    }

    /// Counts the changes.
    pub fn summary(&self) -> Summary {
        let mut summary = Summary::default();
        for change in &self.tally.changes {
            summary.0[change.action() as usize] += 1;
        }
        summary
    }

    /// Whether the record is to say something else although nothing changes: an apply writes it.
    pub fn only_records(&self) -> bool {
        self.tally.changes.is_empty() && self.record().is_some_and(|keep| keep.stale(self.about.declared))
    }

    /// Whether everything could be read.
    pub fn complete(&self) -> bool {
        self.about.unreadable.is_empty()
    }

    /// Whether there is nothing to do and nothing in the way.
    pub fn empty(&self) -> bool {
        self.tally.changes.is_empty() && self.tally.conflicts.is_empty()
    }

    /// How many resources are deleted, those that come back or move to another name included. What hangs
    /// on one that goes does not count by itself.
    pub fn deletions(&self) -> usize {
        let gone: BTreeSet<&Address> = self.destroyed().map(|change| &change.address).collect();
        let alone =
            |change: &&Change| kinds::parent(&change.address).is_none_or(|whole| !gone.contains(&whole));
        self.destroyed().filter(alone).count()
    }

    fn destroyed(&self) -> impl Iterator<Item = &Change> {
        self.tally.changes.iter().filter(|change| change.gives_up().is_some())
    }
}
