//! Judged + guardrails + consent → Approved, or a refusal that names each change.

use crate::action::Action;
use crate::address::Address;
use crate::contract::{Effect, Exposure};
use crate::guardrails::{Guardrails, Limit};
use crate::plan::{Change, Conflict, Goal, Plan, Unseen};
use crate::policy::{Judged, Level, Verdict};

/// What whoever runs apply has agreed to beyond the plan itself.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Consent {
    /// Applying a plan with unreadable parts.
    pub incomplete: Incomplete,
    /// Deleting everything, since nothing is declared.
    pub empty: Empty,
}

/// Whether a plan with unreadable parts may be applied.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Incomplete {
    /// It is refused.
    #[default]
    Refuse,
    /// What could be read is applied.
    Allow,
}

/// Whether a stack that declares nothing may delete what it owns.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Empty {
    /// It is refused.
    #[default]
    Refuse,
    /// It may.
    Allow,
}

/// A plan that may be applied. Only [`approve`] makes one.
pub struct Approved {
    plan: Plan,
}

/// A plan that may not be applied, and every reason.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("the plan may not be applied")]
pub struct Refusal {
    /// The reasons; never empty.
    pub objections: Vec<Objection>,
}

/// One reason against applying a plan.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Objection {
    /// Something that is not ours is in a manifest's place.
    Conflict(Conflict),
    /// More is deleted than the guardrail allows.
    TooManyDeletes {
        /// How many resources go.
        deletes: usize,
        /// How many may.
        allowed: usize,
        /// The guardrail.
        limit: Limit,
    },
    /// Something would begin to run on more nodes than the guardrail allows, or on nobody knows how many.
    TooManyNodes {
        /// On how many.
        nodes: Result<usize, Unseen>,
        /// On how many it may.
        allowed: Result<usize, Unseen>,
        /// The guardrail.
        limit: Limit,
    },
    /// A protected resource would be deleted or replaced, or lose its name.
    Protected(Address, Action, Protector),
    /// A policy of the stack denies it.
    Policy(Verdict),
    /// Something could not be read.
    Incomplete(Vec<String>),
    /// Secrets were withheld, so the plan is for reading only.
    Withheld,
    /// Nothing is declared, and something would be deleted.
    Empty(usize),
}

/// What protects a resource.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Protector {
    /// A pattern of `guardrails.protect`.
    Guardrail,
    /// The tag that it was given while its manifest was there.
    Tag,
}

impl Protector {
    fn of(change: &Change, guardrails: &Guardrails) -> Self {
        if !change.is_named_by(guardrails) && change.is_held_by_tag() { Self::Tag } else { Self::Guardrail }
    }
}

/// Lets a judged plan be applied, or says why not.
///
/// # Errors
/// A refusal with every objection at once.
pub fn approve(judged: Judged, guardrails: &Guardrails, consent: Consent) -> Result<Approved, Refusal> {
    let plan: &Plan = &judged;
    let mut objections: Vec<_> = plan.conflicts().iter().cloned().map(Objection::Conflict).collect();
    let (deletes, allowed) = (plan.deletions(), guardrails.max_deletes.allows(plan.owned()));
    let converges = plan.goal() == Goal::Converge;
    if converges && deletes > allowed {
        objections.push(Objection::TooManyDeletes { deletes, allowed, limit: guardrails.max_deletes });
    }
    objections.extend(guardrails.max_nodes.and_then(|limit| too_many_nodes(plan, limit)));
    let protected = plan.changes().iter().filter(|change| change.protected);
    let objection = |change: &Change| {
        Objection::Protected(change.address.clone(), change.action(), Protector::of(change, guardrails))
    };
    objections.extend(protected.map(objection));
    objections.extend(judged.at(Level::Deny).cloned().map(Objection::Policy));
    if !plan.complete() && consent.incomplete == Incomplete::Refuse {
        let what = plan.unreadable().iter().map(|unreadable| match &unreadable.address {
            Some(address) => address.to_string(),
            None => format!("every {}", unreadable.kind),
        });
        objections.push(Objection::Incomplete(what.collect()));
    }
    if plan.exposure() == Exposure::Withhold {
        objections.push(Objection::Withheld);
    }
    if plan.declared() == 0 && deletes > 0 && consent.empty == Empty::Refuse && converges {
        objections.push(Objection::Empty(deletes));
    }
    if objections.is_empty() {
        Ok(Approved { plan: judged.into_plan() })
    } else {
        Err(Refusal { objections })
    }
}

/// What was never counted is too much.
fn too_many_nodes(plan: &Plan, limit: Limit) -> Option<Objection> {
    let runs = plan.changes().iter().any(|change| change.effects.iter().any(Effect::runs_now));
    let notes = plan.notes();
    let (nodes, allowed) = match (&notes.at_once, &notes.may_reach) {
        (Some(_), Some(_)) => notes.reaches_too_far()?,
        _ if runs => (Err(Unseen::Unasked), Err(Unseen::Unasked)),
        _ => return None,
    };
    Some(Objection::TooManyNodes { nodes, allowed, limit })
}

impl Approved {
    /// The plan.
    pub fn plan(&self) -> &Plan {
        &self.plan
    }

    /// The plan, to be carried out.
    pub(crate) fn into_plan(self) -> Plan {
        self.plan
    }
}
