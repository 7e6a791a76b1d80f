//! Every difference as the reports tell it.

use std::collections::BTreeMap;

use engine::contract::{Deed, LastChange};
use engine::drift::{Class, Drift, Entry as Difference, What};
use engine::kinds;
use engine::plan::{By, Change, FieldOrigin, Rival, Untold};
use engine::policy::Judged;
use engine::{Address, Site};
use jiff::Timestamp;
use serde_json::{Value, json};

use crate::shard::Ended;
use crate::view::{Row, Unreached, fingerprint, rows, settle, why_untold};

/// What a drift report says beside the plans.
#[derive(Clone, Copy)]
pub struct Context<'a> {
    /// The version of the tool.
    pub version: &'a str,
    /// The time that the run counts as now.
    pub now: Timestamp,
    /// What differs, for each plan in order.
    pub drifts: &'a [Drift<'a>],
    /// Sites that could not be looked at.
    pub unreached: &'a [Unreached],
    /// What each site alone ends the run with, in order.
    pub codes: &'a [u8],
    /// The part of the sites that is told of, where it is one.
    pub shard: Option<Ended<'a>>,
}

/// One difference with its words.
pub(super) struct Entry<'a> {
    pub(super) plan: &'a Judged,
    pub(super) address: String,
    pub(super) kind: &'a str,
    pub(super) class: Class,
    /// The change's row, where there is a change.
    pub(super) row: Option<Row<'a>>,
    /// The change itself.
    pub(super) change: Option<&'a Change>,
    /// Who has changed which of its places.
    pub(super) fields: &'a [FieldOrigin],
    /// Why nothing tells what was applied.
    pub(super) untold: Option<Untold>,
    /// Whose it is, where it is a conflict; why it cannot be read, where it cannot.
    pub(super) said: Option<String>,
    /// The way out, where there is one to name.
    pub(super) help: Option<String>,
}

/// The word for a class.
pub(super) fn word(class: Class) -> &'static str {
    match class {
        Class::Drifted => "drifted",
        Class::Missing => "missing",
        Class::Conflict => "conflict",
        Class::Pending => "pending",
        Class::Unmanaged => "unmanaged",
        Class::Unreadable => "unreadable",
    }
}

/// `2 drifted`, `2 conflicts`.
pub(super) fn how_many(class: Class, count: usize) -> String {
    let ending = if class == Class::Conflict && count != 1 { "s" } else { "" };
    format!("{count} {}{ending}", word(class))
}

/// How many differences are drift: `drift` exits with 2 where there is one. What is only pending,
/// unmanaged or unreadable is none.
pub fn count(drifts: &[Drift<'_>]) -> usize {
    drifts.iter().flat_map(|drift| &drift.entries).filter(|entry| entry.class.drift()).count()
}

/// That nothing tells what git has changed, where that matters; and why.
pub(super) fn untold(entries: &[Entry<'_>]) -> Option<(String, &'static str)> {
    let why = entries.iter().find_map(|entry| entry.untold)?;
    let known = entries.iter().any(|entry| entry.row.is_some() && entry.untold.is_none());
    let (what, counts) = match known {
        true => ("all that", "some differences count"),
        false => ("what", "every difference counts"),
    };
    let said = format!("Nothing tells {what} git has changed since the last apply, so {counts} as drift");
    Some((said, why_untold(why)))
}

/// Every difference of a plan, by class and then as the plan lists them.
pub(super) fn entries<'a>(at: usize, plan: &'a Judged, context: &Context<'a>) -> Vec<Entry<'a>> {
    let Some(drift) = context.drifts.get(at) else { return Vec::new() };
    let mut rows: BTreeMap<&Address, (usize, Row<'a>)> =
        rows(plan).into_iter().enumerate().map(|(place, row)| (row.address, (place, row))).collect();
    let mut entries: Vec<(usize, Entry<'a>)> =
        drift.entries.iter().map(|difference| entry(plan, difference, &mut rows)).collect();
    entries.sort_by_key(|(place, entry)| (entry.class, *place));
    entries.into_iter().map(|(_, entry)| entry).collect()
}

fn entry<'a>(
    plan: &'a Judged,
    difference: &'a Difference<'a>,
    rows: &mut BTreeMap<&Address, (usize, Row<'a>)>,
) -> (usize, Entry<'a>) {
    let Difference { class, what, fields, untold } = difference;
    let plain = |address: String, kind: &'a str| Entry {
        plan,
        address,
        kind,
        class: *class,
        row: None,
        change: None,
        fields,
        untold: *untold,
        said: None,
        help: None,
    };
    match what {
        What::Change(change) => {
            let (place, row) = rows.remove(&change.address).map_or((0, None), |(at, row)| (at, Some(row)));
            let entry = plain(change.address.to_string(), change.address.kind());
            (place, Entry { row, change: Some(change), said: both(fields), ..entry })
        }
        What::Conflict(conflict) => {
            let (said, help) = (crate::view::whose(&conflict.rival), settle(&conflict.rival));
            let entry = plain(conflict.address.to_string(), conflict.address.kind());
            (0, Entry { said: Some(said), help: Some(help), ..entry })
        }
        What::Unmanaged(address) => (0, plain(address.to_string(), address.kind())),
        What::Unreadable(unreadable) => {
            let every = || format!("every {}", unreadable.kind);
            let address = unreadable.address.as_ref().map_or_else(every, Address::to_string);
            let (said, help) =
                (unreadable.error.to_string(), crate::render::error::way_out(&unreadable.error));
            (0, Entry { said: Some(said), help, ..plain(address, unreadable.kind) })
        }
    }
}

/// What is said of places that both sides have changed.
fn both(fields: &[FieldOrigin]) -> Option<String> {
    let both: Vec<String> =
        fields.iter().filter(|field| field.by == By::Both).map(|field| field.path.to_string()).collect();
    (!both.is_empty()).then(|| format!("git has changed it too since it was applied: {}", both.join(", ")))
}

/// The commands that end a difference.
pub(super) struct Next {
    /// Git is to ask for what AWS holds; `None` where no manifest can say that.
    pub(super) accept: Option<String>,
    /// AWS is to hold what git asks for.
    pub(super) revert: String,
}

impl Next {
    /// Those for something at a site.
    pub(super) fn of(site: &Site, address: &str) -> Self {
        let sandbox = if site.sandbox { " --sandbox" } else { "" };
        let place = format!("-e {} --region {}{sandbox}", site.environment, site.region);
        let command = |name: &str| format!("trueup {name} {place} {address}");
        Self { accept: Some(command("accept")), revert: command("revert") }
    }
}

impl Entry<'_> {
    /// The commands that end it, where it is drift that somebody can end by one.
    pub(super) fn next(&self) -> Option<Next> {
        let change = self.change.filter(|_| matches!(self.class, Class::Drifted | Class::Missing))?;
        let mut next = Next::of(self.plan.site(), &self.address);
        let secret = !change.differences.is_empty() && change.differences.iter().all(|one| one.secret());
        let alone = kinds::parent(&change.address).is_none();
        let undeclared = matches!(change.deed, Deed::Delete { .. } | Deed::Forget { .. }) && alone;
        next.accept.take_if(|_| secret || undeclared);
        Some(next)
    }

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
        fingerprint(place.into_iter().chain([self.address.as_str(), word(self.class)]).chain(paths))
    }
}

/// Whose a resource is, for programs.
pub(in crate::render) fn rival(rival: &Rival) -> Value {
    match rival {
        Rival::Nobody => json!({ "owner": "nobody" }),
        Rival::Somebody(LastChange { by, at }) => {
            json!({ "owner": "nobody", "changedBy": by, "changedAt": at })
        }
        Rival::Lookalike(id) => json!({ "owner": "nobody", "id": id }),
        Rival::Stack(owner) => json!({ "owner": "stack", "name": owner }),
        Rival::CloudFormation(name) => json!({ "owner": "cloudformation", "name": name }),
        Rival::Twins(ids) => json!({ "owner": "ours", "ids": ids }),
        Rival::Holders(names) => json!({ "owner": "ours", "holders": names }),
        Rival::Taken { what, owner } => json!({ "owner": "stack", "name": owner, "reason": what }),
        Rival::Origin { record, origin } => {
            json!({ "owner": "stack", "origin": origin, "record": record })
        }
        Rival::NoRecord(reason) => json!({ "owner": "nobody", "reason": reason }),
        Rival::Irreplaceable(reason) | Rival::Reveals(reason) => json!({ "owner": "ours", "reason": reason }),
    }
}
