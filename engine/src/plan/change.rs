//! The plan: all changes, and what each was based on.

use std::collections::BTreeSet;

use jiff::Timestamp;
use schema::{Location, Tree};
use serde::{Deserialize, Serialize};

use super::cost::Cost;
use super::decide::Goal;
use super::only::Partial;
use super::record::Keep;
use crate::action::Action;
use crate::address::Address;
use crate::contract::{Call, Exposure, ResourceLine, Step, Suspend, Unreadable};
use crate::kinds;
use crate::policy::{Level, Verdict};
use crate::site::Site;
use crate::tree::{Difference, Path};

/// Everything that one site needs to be as git says, and what that was based on.
#[derive(Clone)]
pub struct Plan {
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
    /// The changes, by address.
    pub changes: Vec<Change>,
    /// How many resources are as declared.
    pub unchanged: usize,
    /// How many resources the site owns.
    pub owned: usize,
    /// How many are declared.
    pub declared: usize,
    /// What is in a manifest's place and not ours. Apply refuses while there is one.
    pub conflicts: Vec<Conflict>,
    /// What could not be read: neither changed nor counted as unchanged.
    pub unreadable: Vec<Unreadable>,
    /// The kinds of which nothing is declared and whose list could not be read: what is ours of
    /// them and gone from git stays. Apply goes on.
    pub unlisted: Vec<Unreadable>,
    /// What is declared and cannot be made by us yet.
    pub waiting: Vec<Waiting>,
    /// What lies under declared paths and is neither declared nor ours.
    pub unmanaged: Vec<Address>,
    /// Declared secrets that were not compared, since they were withheld.
    pub not_compared: Vec<(Address, Path)>,
    /// Whether secrets were compared.
    pub exposure: Exposure,
    /// What it leaves out, where it is a plan of a part only.
    pub partial: Option<Partial>,
    /// What the stack's policies say of it, denials first.
    pub verdicts: Vec<Verdict>,
    /// What it has the record say; `None` where the site keeps none or it must be left alone.
    pub record: Option<Keep>,
    /// What applying it takes.
    pub cost: Cost,
}

/// One difference and what will be done about it.
#[derive(Clone)]
pub struct Change {
    /// The resource.
    pub address: Address,
    /// Its line of the registry.
    pub resource: &'static ResourceLine,
    /// AWS's id or name for it, where that is known.
    pub id: Option<String>,
    /// What will be done.
    pub action: Action,
    /// Why a replace, where it is one.
    pub reason: Option<String>,
    /// What is wanted; references that are known only later are still marked.
    pub desired: Option<Tree>,
    /// What was there.
    pub base: Option<Tree>,
    /// AWS's own token of what was there, where it has one.
    pub version: Option<String>,
    /// Where the two differ.
    pub differences: Vec<Difference>,
    /// AWS's name for what a move comes from.
    pub from: Option<String>,
    /// The resources that must be done first.
    pub needs: Vec<Address>,
    /// What goes first, since AWS deletes nothing that it uses: each has a change of its own, which makes it
    /// anew or finds it gone.
    pub clears: Vec<Address>,
    /// Whether its resource is kept from acting while what hangs on it changes.
    pub suspend: Suspend,
    /// What else happens, in words.
    pub effects: Vec<String>,
    /// Whether a guardrail protects it.
    pub protected: bool,
    /// Where it is declared; `None` for what git no longer has.
    pub location: Option<Location>,
}

/// A resource that is in a manifest's place and is not ours.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Conflict {
    /// The place.
    pub address: Address,
    /// Whose it is.
    pub rival: Rival,
    /// Where it is declared.
    pub location: Location,
}

/// Whose a resource is that is in a manifest's place.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Rival {
    /// Nobody's: it may be adopted.
    Nobody,
    /// Nobody's, and of the same name in AWS where names are not unique: its id, by which it may be
    /// adopted.
    Lookalike(String),
    /// Another stack's or environment's of trueup.
    Stack(String),
    /// A CloudFormation stack's.
    CloudFormation(String),
    /// Ours more than once, by its tags: the ids.
    Twins(Vec<String>),
    /// Ours, but AWS cannot change it in place and its value could not be given again.
    Irreplaceable(String),
    /// Another stack's, since it has what there is only one of.
    Taken {
        /// What there is only one of, in words.
        what: String,
        /// The other stack and environment.
        owner: String,
    },
    /// Another stack's of this name, by the record, which has another origin.
    Origin {
        /// The parameter that is the record.
        record: String,
        /// The other stack's id.
        origin: String,
    },
    /// Somebody's, in the place of the record: why it is none, in words.
    NoRecord(String),
}

/// A resource that is declared and cannot be made by us yet.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Waiting {
    /// The resource.
    pub address: Address,
    /// What for.
    pub reason: String,
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
    /// Counts the changes.
    pub fn summary(&self) -> Summary {
        let mut summary = Summary::default();
        for change in &self.changes {
            summary.0[change.action as usize] += 1;
        }
        summary
    }

    /// The calls that it makes for the record.
    pub(super) fn record_calls(&self) -> Vec<Call> {
        self.record.as_ref().map_or_else(Vec::new, |keep| keep.calls(&self.changes, self.declared))
    }

    /// Whether the record is to say something else although nothing changes: an apply writes it.
    pub fn only_records(&self) -> bool {
        self.changes.is_empty() && self.record.as_ref().is_some_and(|keep| keep.stale(self.declared))
    }

    /// Whether everything could be read.
    pub fn complete(&self) -> bool {
        self.unreadable.is_empty()
    }

    /// What policies say of it at a level.
    pub fn judged(&self, level: Level) -> impl Iterator<Item = &Verdict> {
        self.verdicts.iter().filter(move |verdict| verdict.level == level)
    }

    /// Whether there is nothing to do and nothing in the way.
    pub fn empty(&self) -> bool {
        self.changes.is_empty() && self.conflicts.is_empty()
    }

    /// How many resources are deleted, those that come back included. What hangs on one that goes
    /// does not count by itself.
    pub fn deletions(&self) -> usize {
        let gone: BTreeSet<&Address> = self.destroyed().map(|change| &change.address).collect();
        let alone =
            |change: &&Change| kinds::parent(&change.address).is_none_or(|whole| !gone.contains(&whole));
        self.destroyed().filter(alone).count()
    }

    fn destroyed(&self) -> impl Iterator<Item = &Change> {
        self.changes.iter().filter(|change| change.action.destroys())
    }
}

/// Characters of a client token: AWS takes up to 64.
const TOKEN: usize = 36;

impl Change {
    /// The step that a kind makes calls from, in the plan of an id.
    pub fn step<'a>(&'a self, site: &'a Site, plan: &str, desired: Option<&'a Tree>) -> Step<'a, Tree> {
        let token = blake3::hash(format!("{plan} {}", self.address).as_bytes());
        Step {
            token: token.to_hex()[..TOKEN].to_owned(),
            site,
            name: self.address.name(),
            id: self.id.as_deref().unwrap_or_default(),
            action: self.action,
            desired,
            base: self.base.as_ref(),
            from: self.from.as_deref(),
            suspend: self.suspend,
        }
    }

    /// The calls that carry it out, in the plan of an id with these changes.
    pub fn calls(&self, all: &[Self], site: &Site, plan: &str, desired: Option<&Tree>) -> Vec<Call> {
        let cleared = all.iter().filter(|other| self.clears.contains(&other.address));
        let away = cleared.flat_map(|other| {
            let step = Step { action: Action::Delete, desired: None, ..other.step(site, plan, None) };
            (other.resource.calls)(&step)
        });
        away.chain((self.resource.calls)(&self.step(site, plan, desired))).collect()
    }

    /// Whether nothing but secret values differ, in an update.
    pub fn secret_only(&self) -> bool {
        self.action == Action::Update && self.differences.iter().all(Difference::secret)
    }
}

impl Conflict {
    /// Whether it is about the record: nothing of the site may be applied then, listed or not.
    pub fn of_record(&self) -> bool {
        match self.rival {
            Rival::Origin { .. } | Rival::NoRecord(_) => true,
            Rival::Nobody
            | Rival::Lookalike(_)
            | Rival::Stack(_)
            | Rival::CloudFormation(_)
            | Rival::Twins(_)
            | Rival::Irreplaceable(_)
            | Rival::Taken { .. } => false,
        }
    }
}

impl Rival {
    /// The way out, for people.
    pub fn help(&self) -> String {
        match self {
            Self::Nobody => "set `metadata.adopt: true` to take it over, or give it another name".into(),
            Self::Lookalike(id) => {
                format!("take it over with `metadata.adopt: {id}`, or give one of the two another name")
            }
            Self::Stack(owner) => format!("change it in `{owner}`, or give it another name here"),
            Self::CloudFormation(_) => {
                "take it out of that stack with its deletion policy set to Retain, then adopt it with \
                 `metadata.adopt: {fromCloudFormation: true}`"
                    .into()
            }
            Self::Twins(_) => "delete all but one, or take the `trueup:` tags off the others".into(),
            Self::Taken { owner, .. } => format!("take it out of this manifest, or of `{owner}`"),
            Self::Origin { origin, .. } => format!(
                "give a copy a name of its own in `metadata.name`; where it is that very stack, write `origin: {origin}` \
                 into its metadata"
            ),
            Self::NoRecord(_) => "move it away, or set another path in `spec.record` of `trueup.yaml`".into(),
            Self::Irreplaceable(_) => {
                "take the field back, or declare the value so that it can be written again".into()
            }
        }
    }
}
