//! What kind of difference one is, seen from git.

use engine::policy::Judged;
use std::collections::BTreeSet;

use engine::contract::Comes;
use engine::kinds::{parent, resource_of};
use engine::plan::{Change, Rival};
use engine::{Action, Address};
use jiff::Timestamp;
use serde_json::{Value, json};

use crate::view::{Row, fingerprint, rows, settle};

/// What a drift report says beside the plans.
#[derive(Debug, Clone, Copy)]
pub struct Context<'a> {
    /// The version of the tool.
    pub version: &'a str,
    /// The time that the run counts as now.
    pub now: Timestamp,
    /// What git has changed since the last apply, for each plan in order.
    pub pending: &'a [Pending],
}

/// What git has changed at a site since the last apply.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Pending {
    /// Nothing tells: every difference counts as drift, and the report says so.
    Unknown,
    /// These.
    Known(BTreeSet<Address>),
}

/// What a report says where nothing tells what git has changed.
pub(super) const ONE_CLASS: &str =
    "Nothing tells what git has changed since the last apply, so every difference counts as drift";

/// What kind of difference one is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Class {
    /// Live differs although git did not change.
    Drifted,
    /// It is declared and is not there, although git did not change.
    Missing,
    /// It is in a manifest's place and not ours.
    Conflict,
    /// Git changed, and nobody has applied it yet.
    Pending,
    /// It lies under a declared path and nothing declares it.
    Unmanaged,
    /// It could not be read.
    Unreadable,
}

/// One difference with its class.
pub(super) struct Entry<'a> {
    pub(super) plan: &'a Judged,
    pub(super) address: String,
    pub(super) kind: &'a str,
    pub(super) class: Class,
    /// The change's row, where there is a change.
    pub(super) row: Option<Row<'a>>,
    /// The change itself.
    pub(super) change: Option<&'a Change>,
    /// Whose it is, where it is a conflict; why it cannot be read, where it cannot.
    pub(super) said: Option<String>,
    /// The way out, where there is one to name.
    pub(super) help: Option<String>,
}

/// Every class, those that are drift first.
pub(super) const CLASSES: [Class; 6] =
    [Class::Drifted, Class::Missing, Class::Conflict, Class::Pending, Class::Unmanaged, Class::Unreadable];

impl Class {
    /// The word for it.
    pub(super) fn word(self) -> &'static str {
        match self {
            Self::Drifted => "drifted",
            Self::Missing => "missing",
            Self::Conflict => "conflict",
            Self::Pending => "pending",
            Self::Unmanaged => "unmanaged",
            Self::Unreadable => "unreadable",
        }
    }

    /// `2 drifted`, `2 conflicts`.
    pub(super) fn counted(self, count: usize) -> String {
        let ending = if self == Self::Conflict && count != 1 { "s" } else { "" };
        format!("{count} {}{ending}", self.word())
    }

    /// Whether it is drift: what `drift` exits with 2 for.
    pub(super) fn drift(self) -> bool {
        match self {
            Self::Drifted | Self::Missing | Self::Conflict => true,
            Self::Pending | Self::Unmanaged | Self::Unreadable => false,
        }
    }
}

/// How many differences are drift: `drift` exits with 2 where there is one. What is only pending,
/// unmanaged or unreadable is none.
pub fn count(plans: &[Judged], context: &Context<'_>) -> usize {
    let drift = |(at, plan)| entries(at, plan, context).iter().filter(|entry| entry.class.drift()).count();
    plans.iter().enumerate().map(drift).sum()
}

impl Context<'_> {
    /// Whether nothing tells what git has changed at a plan's site, although it matters: something
    /// differs there.
    pub(super) fn one_class(&self, plan: usize, entries: &[Entry<'_>]) -> bool {
        let unknown = self.pending.get(plan).is_none_or(|pending| *pending == Pending::Unknown);
        unknown && entries.iter().any(|entry| entry.row.is_some())
    }

    fn pends(&self, plan: usize, address: &Address) -> bool {
        match self.pending.get(plan) {
            None | Some(Pending::Unknown) => false,
            Some(Pending::Known(pending)) => pending.contains(address),
        }
    }
}

/// Every difference of a plan with its class, by class and then as the plan lists them.
pub(super) fn entries<'a>(at: usize, plan: &'a Judged, context: &Context<'_>) -> Vec<Entry<'a>> {
    let mut entries: Vec<Entry<'a>> = rows(plan)
        .into_iter()
        .map(|row| Entry {
            plan,
            address: row.address.to_string(),
            kind: row.address.kind(),
            class: class(at, &row, context),
            change: plan.change(row.address),
            row: Some(row),
            said: None,
            help: None,
        })
        .collect();
    entries.extend(plan.conflicts().iter().map(|conflict| Entry {
        plan,
        address: conflict.address.to_string(),
        kind: conflict.address.kind(),
        class: Class::Conflict,
        row: None,
        change: None,
        said: Some(crate::view::whose(&conflict.rival)),
        help: Some(settle(&conflict.rival)),
    }));
    entries.extend(plan.unmanaged().iter().map(|address| Entry {
        plan,
        address: address.to_string(),
        kind: address.kind(),
        class: Class::Unmanaged,
        row: None,
        change: None,
        said: None,
        help: None,
    }));
    entries.extend(plan.unreadable().iter().map(|unreadable| {
        Entry {
            plan,
            address: unreadable
                .address
                .as_ref()
                .map_or_else(|| format!("every {}", unreadable.kind), Address::to_string),
            kind: unreadable.kind,
            class: Class::Unreadable,
            row: None,
            change: None,
            said: Some(unreadable.error.to_string()),
            help: crate::render::error::way_out(&unreadable.error),
        }
    }));
    entries.sort_by_key(|entry| entry.class);
    entries
}

fn class(at: usize, row: &Row<'_>, context: &Context<'_>) -> Class {
    // What a selection finds changes with the manifest that selects.
    let whole = parent(row.address).filter(|_| selected(row.address));
    let mut places = [Some(row.address), whole.as_ref()].into_iter().flatten();
    match row.action {
        _ if places.any(|address| context.pends(at, address)) => Class::Pending,
        Action::Create if selected(row.address) => Class::Pending,
        Action::Create => Class::Missing,
        Action::Delete | Action::Replace | Action::Update | Action::Adopt | Action::Move | Action::Forget => {
            Class::Drifted
        }
    }
}

/// Whether it is there because a selection finds it, which scales out by itself.
fn selected(address: &Address) -> bool {
    resource_of(address).is_some_and(|line| line.comes == Comes::BySelection)
}

impl Entry<'_> {
    /// The places that differ.
    pub(super) fn paths(&self) -> &[String] {
        self.row.as_ref().map_or(&[], |row| &row.paths)
    }

    /// Names the difference from run to run: of its place and class, never of a value.
    pub(super) fn fingerprint(&self) -> String {
        let site = self.plan.site();
        let place = [&site.account, &site.region, &site.environment, &site.stack].map(String::as_str);
        let mut paths: Vec<&str> = self.paths().iter().map(String::as_str).collect();
        paths.sort_unstable();
        fingerprint(place.into_iter().chain([self.address.as_str(), self.class.word()]).chain(paths))
    }
}

/// Whose a resource is, for programs.
pub(in crate::render) fn rival(rival: &Rival) -> Value {
    match rival {
        Rival::Nobody => json!({ "owner": "nobody" }),
        Rival::Lookalike(id) => json!({ "owner": "nobody", "id": id }),
        Rival::Stack(owner) => json!({ "owner": "stack", "name": owner }),
        Rival::CloudFormation(name) => json!({ "owner": "cloudformation", "name": name }),
        Rival::Twins(ids) => json!({ "owner": "ours", "ids": ids }),
        Rival::Taken { what, owner } => json!({ "owner": "stack", "name": owner, "reason": what }),
        Rival::Origin { record, origin } => {
            json!({ "owner": "stack", "origin": origin, "record": record })
        }
        Rival::NoRecord(reason) => json!({ "owner": "nobody", "reason": reason }),
        Rival::Irreplaceable(reason) => json!({ "owner": "ours", "reason": reason }),
    }
}
