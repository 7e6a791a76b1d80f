//! Every difference as the reports tell it.

use std::collections::BTreeMap;

use engine::contract::{Deed, LastChange};
use engine::drift::{Class, Drift, Entry as Difference, Ignored, What, Who, Whose, fingerprint};
use engine::kinds;
use engine::plan::{By, Change, FieldOrigin, Rival, Untold};
use engine::policy::Judged;
use engine::{Address, Site};
use jiff::Timestamp;
use serde_json::{Value, json};

use super::baseline::Baseline;
use crate::shard::Ended;
use crate::view::text::shell_word;
use crate::view::{Row, Unreached, rows, settle};

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
    /// What an earlier report told of, where one was named.
    pub baseline: Option<&'a Baseline>,
    /// The option that names the sandbox, where that is in the place of AWS.
    pub sandbox: Option<&'a str>,
    /// Who has changed what, for each plan in order.
    pub whose: &'a [Whose],
    /// What each site alone ends the run with, in order.
    pub codes: &'a [u8],
    /// The part of the sites that is told of, where it is one.
    pub shard: Option<Ended<'a>>,
}

/// One difference with its words.
pub(in crate::render) struct Entry<'a> {
    pub(in crate::render) plan: &'a Judged,
    pub(in crate::render) address: String,
    /// What it is about; none where a whole kind could not be read.
    pub(in crate::render) subject: Option<&'a Address>,
    pub(super) kind: &'a str,
    pub(in crate::render) class: Class,
    /// The change's row, where there is a change.
    pub(in crate::render) row: Option<Row<'a>>,
    /// The change itself.
    pub(in crate::render) change: Option<&'a Change>,
    /// Who has changed which of its places.
    pub(super) fields: &'a [FieldOrigin],
    /// Why nothing tells what was applied.
    pub(super) untold: Option<Untold>,
    /// Whose it is, where it is a conflict; why it cannot be read, where it cannot.
    pub(in crate::render) said: Option<String>,
    /// The way out, where there is one to name.
    pub(in crate::render) help: Option<String>,
    /// The places that somebody has changed in AWS.
    pub(super) places: Vec<Place<'a>>,
    /// The option that names the sandbox, where that is in the place of AWS.
    pub(super) sandbox: Option<&'a str>,
    /// Whether an earlier report was named.
    pub(super) baseline: bool,
    /// Who has changed it last, as far as anybody was asked.
    pub(in crate::render) who: Option<&'a Who>,
}

/// A place that somebody has changed in AWS.
pub(super) struct Place<'a> {
    /// Which; `None` for a resource as a whole.
    pub(super) path: Option<String>,
    /// What it is called from run to run.
    pub(super) fingerprint: String,
    /// Why it does not count, where the stack says so.
    pub(super) ignored: Option<&'a Ignored>,
    /// When it was first seen, where an earlier report told of it.
    pub(super) first_seen: Option<&'a str>,
}

/// The word for a class.
pub(super) fn word(class: Class) -> &'static str {
    match class {
        Class::Drifted => "drifted",
        Class::Missing => "missing",
        Class::Conflict => "conflict",
        Class::Ignored => "ignored",
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

/// How many are new since the report that was named as a baseline: ` (1 new)`.
pub(super) fn new(entries: &[Entry<'_>]) -> String {
    let known: Vec<bool> = entries.iter().filter_map(Entry::is_new).collect();
    let new = known.iter().filter(|new| **new).count();
    if known.is_empty() { String::new() } else { format!(" ({new} new)") }
}

/// How many differences are drift, and not in the report that was named as a baseline: `drift` exits with 2 where
/// there is one. What is only ignored, pending, unmanaged or unreadable is none.
pub fn count(plans: &[Judged], drifts: &[Drift<'_>], baseline: Option<&Baseline>) -> usize {
    let all = plans.iter().zip(drifts).flat_map(|(plan, drift)| entries_of(plan, drift, baseline, None));
    all.filter(|entry| entry.class.drift() && entry.is_new() != Some(false)).count()
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
    Some((said, why.reason()))
}

/// Every difference of a plan, by class and then as the plan lists them.
pub(super) fn entries<'a>(at: usize, plan: &'a Judged, context: &Context<'a>) -> Vec<Entry<'a>> {
    let drift = context.drifts.get(at);
    let whose = context.whose.get(at);
    let mut entries = drift.map(|drift| entries_of(plan, drift, context.baseline, whose)).unwrap_or_default();
    entries.iter_mut().for_each(|entry| entry.sandbox = context.sandbox);
    entries
}

pub(in crate::render) fn entries_of<'a>(
    plan: &'a Judged,
    drift: &'a Drift<'a>,
    baseline: Option<&'a Baseline>,
    whose: Option<&'a Whose>,
) -> Vec<Entry<'a>> {
    let mut rows: BTreeMap<&Address, (usize, Row<'a>)> =
        rows(plan).into_iter().enumerate().map(|(place, row)| (row.address, (place, row))).collect();
    let mut entries: Vec<(usize, Entry<'a>)> =
        drift.entries.iter().map(|difference| entry(plan, difference, baseline, &mut rows)).collect();
    for (_, entry) in &mut entries {
        entry.who = entry.subject.and_then(|address| whose?.get(address));
    }
    entries.sort_by_key(|(place, entry)| (entry.class, *place));
    entries.into_iter().map(|(_, entry)| entry).collect()
}

fn entry<'a>(
    plan: &'a Judged,
    difference: &'a Difference<'a>,
    baseline: Option<&'a Baseline>,
    rows: &mut BTreeMap<&Address, (usize, Row<'a>)>,
) -> (usize, Entry<'a>) {
    let Difference { class, what, fields, whole, untold, ignored } = difference;
    let plain = |address: String, kind: &'a str| Entry {
        places: places(plan.site(), &address, difference, baseline),
        baseline: baseline.is_some(),
        sandbox: None,
        subject: difference.what.address(),
        who: None,
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
            let (both, drift) = (both(*whole, fields), class.drift());
            let open = (both.is_some() || untold.is_some()) && drift;
            let help = open.then(|| DECIDE.to_owned());
            (place, Entry { row, change: Some(change), said: said(both, ignored), help, ..entry })
        }
        What::Conflict(conflict) => {
            let (said, help) = (crate::view::whose(&conflict.rival), settle(&conflict.rival));
            let entry = plain(conflict.address.to_string(), conflict.address.kind());
            (0, Entry { said: self::said(Some(said), ignored), help: Some(help), ..entry })
        }
        What::Unmanaged(address) => {
            (0, Entry { said: said(None, ignored), ..plain(address.to_string(), address.kind()) })
        }
        What::Unreadable(unreadable) => {
            let every = || format!("every {}", unreadable.kind);
            let address = unreadable.address.as_ref().map_or_else(every, Address::to_string);
            let (said, help) =
                (unreadable.error.to_string(), crate::render::error::way_out(&unreadable.error));
            (0, Entry { said: Some(said), help, ..plain(address, unreadable.kind) })
        }
    }
}

/// What somebody has changed in AWS of a difference, place by place.
fn places<'a>(
    site: &Site,
    address: &str,
    difference: &'a Difference<'a>,
    baseline: Option<&'a Baseline>,
) -> Vec<Place<'a>> {
    let place = |path: Option<engine::tree::Path>| {
        let fingerprint = fingerprint(site, address, path.as_ref());
        Place {
            first_seen: baseline.and_then(|baseline| baseline.first_seen(&fingerprint)),
            fingerprint,
            ignored: difference.ignored.iter().find(|ignored| ignored.path == path),
            path: path.map(|path| path.to_string()),
        }
    };
    difference.places().into_iter().map(place).collect()
}

/// What is said of a difference beside its values, and why what of it does not count.
fn said(said: Option<String>, ignored: &[Ignored]) -> Option<String> {
    let mut reasons: BTreeMap<(&str, String), Vec<String>> = BTreeMap::new();
    for Ignored { path, reason, until } in ignored {
        let places = reasons.entry((reason, until.to_string())).or_default();
        places.extend(path.as_ref().map(ToString::to_string));
    }
    let reasons = reasons.into_iter().map(|((reason, until), places)| {
        let of = if places.is_empty() { String::new() } else { format!("{} ", places.join(", ")) };
        format!("{of}ignored until {until}: {reason}")
    });
    let all: Vec<String> = said.into_iter().chain(reasons).collect();
    (!all.is_empty()).then(|| all.join("; "))
}

/// The ways out where git may have changed something too.
const DECIDE: &str =
    "`trueup accept --theirs` keeps what AWS holds, `trueup apply --only` writes what git asks for";

/// What is said of a resource or of places that both sides have changed.
fn both(whole: Option<By>, fields: &[FieldOrigin]) -> Option<String> {
    if whole == Some(By::Both) {
        let too = if fields.is_empty() { "changed it too" } else { "taken it out" };
        return Some(format!("git has {too} since it was applied"));
    }
    let both: Vec<String> =
        fields.iter().filter(|field| field.by == By::Both).map(|field| field.path.to_string()).collect();
    (!both.is_empty()).then(|| format!("git has changed it too since it was applied: {}", both.join(", ")))
}

/// The commands that end a difference.
pub(in crate::render) struct Next {
    /// Git is to ask for what AWS holds; `None` where no manifest can say that.
    pub(in crate::render) accept: Option<String>,
    /// AWS is to hold what git asks for.
    /// `None` where only a part of it is to be put back.
    pub(in crate::render) revert: Option<String>,
}

/// The command that writes manifests of what nobody has at a site.
pub(super) fn import(entry: &Entry<'_>) -> String {
    format!("trueup import {} KIND/NAME", place(entry.plan.site(), entry.sandbox))
}

fn place(site: &Site, sandbox: Option<&str>) -> String {
    let sandbox = match site.sandbox {
        true => format!(" {}", sandbox.unwrap_or("--sandbox")),
        false => String::new(),
    };
    format!("-e {} --region {}{sandbox}", site.environment, site.region)
}

impl Next {
    /// Those for something at a site.
    pub(super) fn of(site: &Site, sandbox: Option<&str>, address: &str) -> Self {
        let command = |name: &str| format!("trueup {name} {} {address}", place(site, sandbox));
        Self { accept: Some(command("accept")), revert: Some(command("revert")) }
    }
}

impl Entry<'_> {
    /// The commands that end it, where it is drift that somebody can end by one. What git has changed too, as far
    /// as anything tells, is somebody's decision, and no command that a program may just run.
    pub(in crate::render) fn next(&self) -> Option<Next> {
        let drifted = matches!(self.class, Class::Drifted | Class::Missing) && self.help.is_none();
        let change = self.change.filter(|_| drifted)?;
        let mut next = Next::of(self.plan.site(), self.sandbox, &self.told());
        // What is ignored stays as it is in AWS.
        next.revert.take_if(|_| self.is_ignored_in_part());
        let secret = !change.differences.is_empty() && change.differences.iter().all(|one| one.secret());
        let alone = kinds::parent(&change.address).is_none();
        let undeclared = matches!(change.deed, Deed::Delete { .. } | Deed::Forget { .. }) && alone;
        next.accept.take_if(|_| secret || undeclared);
        Some(next)
    }

    /// Whether some of it is left as it is for a time.
    pub(in crate::render) fn is_ignored_in_part(&self) -> bool {
        self.places.iter().any(|place| place.ignored.is_some())
    }

    /// The places of it that count, where not all of them do.
    pub(in crate::render) fn counting(&self) -> impl Iterator<Item = &str> {
        self.places.iter().filter(|place| place.ignored.is_none()).filter_map(|place| place.path.as_deref())
    }

    /// It as commands name it: by its address, or by the places that count.
    fn told(&self) -> String {
        let places: Vec<String> = match self.is_ignored_in_part() {
            true => self.counting().map(|path| shell_word(&format!("{}.{path}", self.address))).collect(),
            false => Vec::new(),
        };
        if places.is_empty() { self.address.clone() } else { places.join(" ") }
    }

    /// The places that differ.
    pub(super) fn paths(&self) -> &[String] {
        self.row.as_ref().map_or(&[], |row| &row.paths)
    }

    /// Whether something of it counts that an earlier report did not tell of; `None` where none was named, or
    /// nothing of it is drift.
    pub(super) fn is_new(&self) -> Option<bool> {
        let told = |place: &Place<'_>| place.ignored.is_some() || place.first_seen.is_some();
        (self.class.drift() && self.baseline).then(|| !self.places.iter().all(told))
    }

    /// When it was first seen, where an earlier report told of it.
    pub(super) fn first_seen(&self) -> Option<&str> {
        self.places.iter().filter_map(|place| place.first_seen).min()
    }

    /// Names the resource's differences from run to run.
    pub(super) fn fingerprint(&self) -> String {
        fingerprint(self.plan.site(), &self.address, None)
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
