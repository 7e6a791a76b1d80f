//! Desired + Live → Plan: one decision for each address, and the passes over them in their order.

use std::collections::BTreeSet;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::conflict::{Conflict, Rival};
use super::content::{About, Plan, Worktree};
use super::decide::decide;
use super::decision::{Decision, Decisions};
use super::held::hold_back;
use super::known::Known;
use super::only::{Only, only};
use super::record::{Reach, keep};
use super::recreate::recreate;
use super::rename::rename;
use super::rerun::rerun;
use super::suspend::suspend;
use super::timing::timing;
use crate::address::Address;
use crate::contract::{Exposure, Unreadable};
use crate::guardrails::Guardrails;
use crate::observe::Live;
use crate::ports::Cause;
use crate::record::{Held, Record};
use crate::resolve::Desired;

/// What a plan needs to be told beside desired and live.
#[derive(Clone)]
pub struct Frame {
    /// Drawn at random once.
    pub id: String,
    /// The time that the run counts as now.
    pub now: Timestamp,
    /// The commit that the manifests were read at.
    pub commit: Option<String>,
    /// Whether the manifests are as that commit has them.
    pub worktree: Worktree,
    /// What the plan is for.
    pub goal: Goal,
    /// Whether secrets were compared.
    pub exposure: Exposure,
    /// Resources to delete and make again although nothing forces it.
    pub replace: BTreeSet<Address>,
    /// The resources that it is about; all where none is named.
    pub only: Only,
    /// What apply must refuse; the plan shows it.
    pub guardrails: Guardrails,
}

/// What a plan is for.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Goal {
    /// AWS as git says.
    #[default]
    Converge,
    /// Nothing of this site left.
    Destroy,
}

/// Decides everything. The same inputs give the same plan, to the byte; none makes it fail.
pub fn plan(desired: &Desired, live: &Live, frame: Frame) -> Plan {
    let (unlisted, unreadable): (Vec<_>, Vec<_>) =
        live.unreadable.iter().cloned().partition(|one| beside(one, desired, frame.goal));
    let owned = live.found.values().filter(|found| found.owner.is_us()).count();
    let may_delete = match frame.goal {
        Goal::Converge => Some(frame.guardrails.max_deletes.allows(owned)),
        Goal::Destroy => None,
    };
    let mut about = About {
        id: frame.id.clone(),
        made: frame.now,
        goal: frame.goal,
        site: desired.site.clone(),
        commit: frame.commit.clone(),
        worktree: frame.worktree,
        owned,
        declared: desired.declared.len(),
        may_delete,
        unreadable,
        unlisted,
        unmanaged: live.unmanaged.clone(),
        exposure: frame.exposure,
        partial: None,
        record: keep(desired, live, frame.goal, frame.commit.as_ref()),
        record_calls: Default::default(),
        ground: None,
    };
    let mut decisions = Decisions::default();
    let foreign = record_conflict(desired, live);
    if let Some(conflict) = &foreign {
        decisions.decide(conflict.address.clone(), Decision::Conflict(conflict.clone()));
    }
    if foreign.is_some_and(|conflict| matches!(conflict.rival, Rival::Origin { .. })) {
        // Whatever is declared here is not what made what is there: all of it would be wrong.
        about.record = None;
        return Plan::of(decisions, about);
    }
    let known = Known::of(desired, live, &frame.replace, frame.exposure);
    let decisions = decide(decisions, &known, &frame);
    let decisions = hold_back(decisions, live, desired);
    let decisions = recreate(decisions, &known, &frame);
    let (decisions, about) = only(decisions, about, desired, live, &frame.only);
    let decisions = suspend(decisions, &about, &known);
    let decisions = timing(rename(rerun(decisions, &known)), &about);
    let about = reach(about, &decisions);
    Plan::of(decisions, about)
}

/// While something cannot be read or is in the way, the record must not say that all was applied.
fn reach(mut about: About, decisions: &Decisions) -> About {
    let in_the_way = decisions.all().any(|(_, decision)| matches!(decision, Decision::Conflict(_)));
    let left = in_the_way || !about.unreadable.is_empty();
    if let Some(keep) = about.record.as_mut().filter(|keep| left && !keep.only_goes()) {
        keep.reach = Reach::Part;
    }
    about
}

/// What is in the record's place and is not this stack's.
fn record_conflict(desired: &Desired, live: &Live) -> Option<Conflict> {
    let place = desired.record.as_ref()?;
    let of_another = |record: &Record, name: &str| {
        let stack = Address::new("Stack", &desired.site.stack);
        (stack, Rival::Origin { record: name.to_owned(), origin: record.origin.clone() })
    };
    let (address, rival) = match &live.record {
        Held::Nothing | Held::Unread => return None,
        held if held.record(Some(place)).is_some() => return None,
        Held::Record(record, _) => of_another(record, &place.name),
        Held::Former(left) => of_another(&left.record, &left.at.name),
        Held::Strange(reason) => (place.address(), Rival::NoRecord(reason.clone())),
    };
    Some(Conflict { address, rival, location: desired.sources.locate(desired.named) })
}

/// Whether it is the list of a kind that this plan can do without: a role that may not read what a
/// stack does not declare must not keep the stack from being applied. To destroy, all must be seen.
fn beside(unreadable: &Unreadable, desired: &Desired, goal: Goal) -> bool {
    let answered = match unreadable.error.cause {
        Cause::Denied | Cause::Refused | Cause::Transient | Cause::Lost | Cause::Throttled => true,
        Cause::Network | Cause::Credentials | Cause::Expired | Cause::Stopped => false,
    };
    let mut kinds = desired.declared.values().map(|declared| declared.resource.name);
    goal == Goal::Converge
        && unreadable.address.is_none()
        && answered
        && !desired.declared.is_empty()
        && kinds.all(|kind| kind != unreadable.kind)
}
