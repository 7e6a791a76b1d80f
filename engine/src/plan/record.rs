//! What a plan has the record say, and the calls that say it.

use std::collections::BTreeSet;

use aws_sdk_ssm::operation::delete_parameters::builders::DeleteParametersInputBuilder;
use aws_sdk_ssm::operation::put_parameter::builders::PutParameterInputBuilder;
use aws_sdk_ssm::types::{ParameterTier, ParameterType};
use serde::{Deserialize, Serialize};

use super::change::Change;
use super::make::Goal;
use crate::action::Action;
use crate::address::Address;
use crate::contract::Call;
use crate::observe::Live;
use crate::record::{Applied, Held, Laid, Left, Memories, Memory, Record, RecordPlace, Untagged, piece_of};
use crate::resolve::{Desired, desired_digest};

/// Names that one call deletes.
const DELETES: usize = 10;

/// What a plan has the record say.
#[derive(Debug, Clone)]
pub struct Keep {
    /// Where it lies.
    place: RecordPlace,
    /// What it says now; `None` where there is none.
    pub was: Option<Record>,
    /// Where its pieces lie now.
    laid: Laid,
    /// What becomes of the record that lies where it lay before, with whatever is said here.
    leaving: Option<Leaving>,
    /// What it says once everything is done; `None` where it goes then.
    will: Option<Will>,
    /// How much of what differs the plan does.
    pub reach: Reach,
}

/// What becomes of a record that lies where it lay before.
#[derive(Debug, Clone)]
struct Leaving {
    /// The parameter's name.
    name: String,
    /// Where its pieces lie.
    laid: Laid,
    /// What it is left to remember, of what does not go along; `None` where it goes.
    rest: Option<Record>,
}

/// What is said once everything is done.
#[derive(Debug, Clone)]
struct Will {
    applied: Applied,
    kept: Memories,
}

/// How much of what differs a plan does.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Reach {
    /// All of it.
    Everything,
    /// Something is left: the record must not say that all that is desired was applied.
    Part,
}

/// What a plan was made from, as far as the record must know it: as long as it is the same, a plan that
/// did everything still does.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Ground {
    /// The digest of all that was desired; `None` where all was to go.
    pub desired: Option<String>,
    /// The digest of what was desired when the record was last written.
    pub applied: Option<String>,
    /// How much of what differs the plan does.
    pub reach: Reach,
}

/// One thing to do about the record.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Said {
    /// Write it.
    Put(Record),
    /// Take it away.
    Delete,
}

/// What of a plan's changes is done.
#[derive(Debug, Clone)]
pub(crate) enum Done {
    /// All of them.
    All,
    /// These, and not all.
    Some(BTreeSet<Address>),
}

/// What a plan has the record say; `None` where the site keeps none, or something else is in its
/// place.
pub(super) fn keep(desired: &Desired, live: &Live, goal: Goal, commit: Option<&String>) -> Option<Keep> {
    let (place, held) = (desired.record.clone()?, &live.record);
    let was = match held {
        Held::Nothing => None,
        Held::Record(..) | Held::Former(..) => held.record(Some(&place)).cloned(),
        Held::Strange(_) | Held::Unread => return None,
    };
    let will = match goal {
        Goal::Converge => Some(Will {
            applied: Applied { commit: commit.cloned(), digest: desired_digest(desired) },
            kept: kept(desired),
        }),
        Goal::Destroy => None,
    };
    let leaving = live.left.as_ref().and_then(|left| leaving(held, left));
    Some(Keep { place, was, laid: held.laid(), leaving, will, reach: Reach::Everything })
}

/// What becomes of the record that lies where it lay before: it keeps what does not go along, which whoever it
/// is of now must still know. Where this site has a record already, a run that was cut off may have left it what
/// had gone along.
fn leaving(held: &Held, left: &Left) -> Option<Leaving> {
    let taken = match held {
        Held::Former(now) => &now.record.kept,
        Held::Record(now, _) => Some(&now.kept).filter(|taken| left.record.kept.shares(taken))?,
        Held::Nothing | Held::Strange(_) | Held::Unread => return None,
    };
    let mut rest = left.record.clone();
    rest.kept.retain(|kind, id| taken.get(kind, id).is_none());
    let rest = (!rest.kept.is_empty()).then_some(rest);
    Some(Leaving { name: left.at.name.clone(), laid: left.laid, rest })
}

fn kept(desired: &Desired) -> Memories {
    let mut all = Memories::default();
    for declared in desired.declared.values() {
        let untagged = declared.presence.asks_for_it().then(|| (declared.resource.untagged)(&declared.tree));
        if let Some(Untagged { id, words }) = untagged.flatten() {
            let name = declared.address.name().to_owned();
            all.insert(declared.resource.name, &id, Memory { name, words });
        }
    }
    all
}

impl Keep {
    /// The parameter's name.
    pub fn name(&self) -> &str {
        &self.place.name
    }

    /// What the plan was made from.
    pub fn ground(&self) -> Ground {
        let applied = self.was.as_ref().and_then(|was| was.last.as_ref());
        Ground {
            desired: self.will.as_ref().map(|will| will.applied.digest.clone()),
            applied: applied.map(|last| last.digest.clone()),
            reach: self.reach,
        }
    }

    /// What must be remembered before changes begin, where it is not yet: whatever they are about
    /// to make and no tag can mark. What they take away is remembered until they are done.
    pub(crate) fn first(&self, changes: &[Change]) -> Option<Record> {
        let made = made(changes);
        let new = self.will.as_ref()?.kept.only(|address| made.contains(address));
        let was = self.was.clone().unwrap_or_default();
        let kept = was.kept.with(&new);
        let more = kept != was.kept;
        more.then(|| Record { origin: self.place.origin.clone(), kept, ..was })
    }

    /// What is said at the end, of what is done. Where nothing was to be done, a record that only names
    /// another commit is as good.
    pub(crate) fn last(&self, changes: &[Change], declared: usize, done: &Done) -> Option<Said> {
        match (self.reach, &self.will, done) {
            (Reach::Everything, None, Done::All) => self.was.as_ref().map(|_| Said::Delete),
            (Reach::Everything, Some(will), Done::All) => {
                let will = self.all_of(will);
                let idle = changes.is_empty();
                let nothing = idle && declared == 0 && self.was.is_none();
                let as_good = |was: &Record| {
                    let (last, previous) = (was.last.clone(), was.previous.clone());
                    *was == Record { last, previous, ..will.clone() } && same(was, &will)
                };
                let known = self.was.as_ref().is_some_and(|was| *was == will || (idle && as_good(was)));
                let over = known && self.leaving.is_none();
                (!over && !nothing).then_some(Said::Put(will))
            }
            (Reach::Part, will, Done::All) => {
                let done = changes.iter().map(|change| change.address.clone()).collect();
                will.as_ref().and_then(|will| self.part_of(will, changes, done))
            }
            (Reach::Everything | Reach::Part, will, Done::Some(done)) => {
                will.as_ref().and_then(|will| self.part_of(will, changes, done.clone()))
            }
        }
    }

    fn all_of(&self, will: &Will) -> Record {
        let was = self.was.clone().unwrap_or_default();
        was.whole(self.place.origin.clone(), will.applied.clone(), will.kept.clone())
    }

    /// What is done of what git asks for now; `None` where nothing is. What was to be taken away stays
    /// remembered: the next apply of all of it knows what is left.
    fn part_of(&self, will: &Will, changes: &[Change], done: BTreeSet<Address>) -> Option<Said> {
        if done.is_empty() {
            return None;
        }
        let was = self.first(changes).or_else(|| self.was.clone()).unwrap_or_default();
        let part = Record { origin: self.place.origin.clone(), ..was.part(&will.applied, done) };
        (self.was.as_ref() != Some(&part)).then_some(Said::Put(part))
    }

    /// Whether the record goes and nothing would be lost by it: whatever else is left carries tags.
    pub(crate) fn only_goes(&self) -> bool {
        let forgets = self.was.as_ref().is_none_or(|was| was.kept.is_empty());
        self.will.is_none() && forgets
    }

    /// Whether the record is to say something else although nothing changes.
    pub fn stale(&self, declared: usize) -> bool {
        self.last(&[], declared, &Done::All).is_some()
    }

    /// Every call that applying changes makes for the record, if all goes well.
    pub(crate) fn calls(&self, changes: &[Change], declared: usize) -> Vec<Call> {
        let first = self.first(changes).map(Said::Put);
        let mut laid = self.laid;
        let mut all = Vec::new();
        for said in first.into_iter().chain(self.last(changes, declared, &Done::All)) {
            let (calls, lies) = self.say(&said, laid);
            all.extend(calls);
            laid = lies;
        }
        all
    }

    /// Where the pieces of the record lie before an apply.
    pub(crate) fn laid(&self) -> Laid {
        self.laid
    }

    /// The calls that say something, where pieces lie that were written before; and where they lie then.
    ///
    /// They always write over what is there: a name that was just deleted cannot be made again for
    /// half a minute, which AWS tells as though it were still there.
    pub(crate) fn say(&self, said: &Said, lies: Laid) -> (Vec<Call>, Laid) {
        let (mut calls, lies) = match said {
            Said::Put(record) => lay(&self.place.name, record, lies),
            Said::Delete => (clear(&self.place.name, lies), Laid::default()),
        };
        calls.extend(self.leaving.iter().flat_map(|left| match &left.rest {
            Some(rest) => lay(&left.name, rest, left.laid).0,
            None => clear(&left.name, left.laid),
        }));
        (calls, lies)
    }
}

/// The calls that lay a record in the place of a name, where pieces lie that were written before; and where they
/// lie then.
fn lay(name: &str, record: &Record, lies: Laid) -> (Vec<Call>, Laid) {
    let written = record.written(lies);
    let names = written.laid.names().into_iter().map(|piece| piece_of(name, &piece));
    let mut calls: Vec<Call> = names.zip(&written.pieces).map(|(name, text)| put(&name, text)).collect();
    calls.push(put(name, &written.head));
    if written.pieces.is_empty() {
        calls.extend(delete(lies.all().into_iter().map(|piece| piece_of(name, &piece)).collect()));
    }
    (calls, written.laid)
}

/// The calls that take a record and its pieces away.
fn clear(name: &str, lies: Laid) -> Vec<Call> {
    let pieces = lies.all().into_iter().map(|piece| piece_of(name, &piece));
    delete(std::iter::once(name.to_owned()).chain(pieces).collect())
}

/// What changes make, or make ours.
fn made(changes: &[Change]) -> BTreeSet<&Address> {
    let makes = |change: &&Change| match change.action() {
        Action::Delete | Action::Forget => false,
        Action::Create | Action::Update | Action::Replace | Action::Adopt | Action::Move => true,
    };
    changes.iter().filter(makes).map(|change| &change.address).collect()
}

/// Whether two say that the same was applied, whatever the commit.
fn same(one: &Record, other: &Record) -> bool {
    let digest = |record: &Record| record.last.as_ref().map(|last| last.digest.clone());
    digest(one) == digest(other)
}

fn put(name: &str, text: &str) -> Call {
    Call::new(
        PutParameterInputBuilder::default()
            .name(name)
            .r#type(ParameterType::String)
            .tier(ParameterTier::IntelligentTiering)
            .overwrite(true)
            .value(text),
    )
    .awaits("ParameterAlreadyExists")
}

fn delete(names: Vec<String>) -> Vec<Call> {
    let some =
        |names: &[String]| Call::new(DeleteParametersInputBuilder::default().set_names(Some(names.to_vec())));
    names.chunks(DELETES).map(some).collect()
}
