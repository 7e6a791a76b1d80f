//! What kind of difference each one is.

use std::cell::OnceCell;
use std::collections::{BTreeMap, BTreeSet};

use schema::Tree;

use super::field::{Then, field};
use super::ignore::Ignored;
use super::past::{Past, asked};
use crate::address::Address;
use crate::contract::{Comes, Declared, Deed, Effect, Exposure, Found, Unreadable};
use crate::kinds::{parent, resource_of};
use crate::observe::Live;
use crate::plan::{By, Change, Compared, Conflict, FieldOrigin, Known, Plan, Untold};
use crate::resolve::{Desired, changed_since};

/// What kind of difference one is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Class {
    /// Somebody has changed it in AWS, whatever git has done since.
    Drifted,
    /// It was applied and is not there any more.
    Missing,
    /// It is in a manifest's place and not ours.
    Conflict,
    /// It would be one of these, and the stack leaves it so for a time.
    Ignored,
    /// Git has changed it alone, and nobody has applied that yet.
    Pending,
    /// It lies under a declared path and nothing declares it.
    Unmanaged,
    /// It could not be read.
    Unreadable,
}

/// Every difference of a site with its class, those that are drift first, and among them by address.
pub struct Drift<'a> {
    /// The differences.
    pub entries: Vec<Entry<'a>>,
}

/// One difference.
pub struct Entry<'a> {
    /// What kind it is.
    pub class: Class,
    /// What it is about.
    pub what: What<'a>,
    /// Who has changed which of its places; none for what comes as a whole.
    pub fields: Vec<FieldOrigin>,
    /// Who has made it come or go; `None` for what is there on both sides, and where nothing tells.
    pub whole: Option<By>,
    /// Why nothing tells what was applied, where that would have decided its class.
    pub untold: Option<Untold>,
    /// What of it the stack leaves as it is for a time.
    pub ignored: Vec<Ignored>,
}

/// What a difference is about.
pub enum What<'a> {
    /// Something that an apply would change.
    Change(&'a Change),
    /// Something in a manifest's place.
    Conflict(&'a Conflict),
    /// Something that nobody manages.
    Unmanaged(&'a Address),
    /// Something that could not be read.
    Unreadable(&'a Unreadable),
}

impl Class {
    /// Every class, those that are drift first.
    pub const ALL: [Self; 7] = [
        Self::Drifted,
        Self::Missing,
        Self::Conflict,
        Self::Ignored,
        Self::Pending,
        Self::Unmanaged,
        Self::Unreadable,
    ];

    /// Whether it is drift: what `drift` exits with 2 for.
    pub fn drift(self) -> bool {
        match self {
            Self::Drifted | Self::Missing | Self::Conflict => true,
            Self::Ignored | Self::Pending | Self::Unmanaged | Self::Unreadable => false,
        }
    }
}

impl What<'_> {
    /// The address; none where a whole kind could not be read.
    pub fn address(&self) -> Option<&Address> {
        match self {
            Self::Change(change) => Some(&change.address),
            Self::Conflict(conflict) => Some(&conflict.address),
            Self::Unmanaged(address) => Some(address),
            Self::Unreadable(unreadable) => unreadable.address.as_ref(),
        }
    }
}

/// Who has changed what a plan would change, change by change and apart from the plan.
pub struct Told(Vec<Apart>);

/// A difference apart from its change.
struct Apart {
    class: Class,
    fields: Vec<FieldOrigin>,
    whole: Option<By>,
    untold: Option<Untold>,
}

/// Tells who has changed what a plan would change.
pub fn drift<'a>(plan: &'a Plan, desired: &Desired, live: &Live, past: &Past) -> Drift<'a> {
    tell(plan, desired, live, past).of(plan)
}

/// The same for whoever lets go of what AWS holds before all is told.
pub fn tell(plan: &Plan, desired: &Desired, live: &Live, past: &Past) -> Told {
    let seen = Seen::of(desired, live, past);
    let told = differing(plan).map(|change| {
        let Entry { class, what: _, fields, whole, untold, ignored: _ } = seen.entry(change);
        Apart { class, fields, whole, untold }
    });
    Told(told.collect())
}

/// A resource that is only kept from acting meanwhile differs in nothing.
fn differing(plan: &Plan) -> impl Iterator<Item = &Change> {
    plan.changes().iter().filter(|change| !change.only_suspends())
}

impl Told {
    /// With the plan of which it was told.
    pub fn of(self, plan: &Plan) -> Drift<'_> {
        let changes = differing(plan).zip(self.0);
        let entries = changes.map(|(change, Apart { class, fields, whole, untold })| Entry {
            fields,
            whole,
            untold,
            ..plain(class, What::Change(change))
        });
        whole(plan, entries.collect())
    }
}

/// What differs, with what stands beside the changes of a plan.
fn whole<'a>(plan: &'a Plan, mut entries: Vec<Entry<'a>>) -> Drift<'a> {
    entries.extend(plan.conflicts().iter().map(|one| plain(Class::Conflict, What::Conflict(one))));
    entries.extend(plan.unmanaged().iter().map(|one| plain(Class::Unmanaged, What::Unmanaged(one))));
    entries.extend(plan.unreadable().iter().map(|one| plain(Class::Unreadable, What::Unreadable(one))));
    entries.sort_by_key(|entry| entry.class);
    Drift { entries }
}

impl<'a> Drift<'a> {
    /// The same, with all that nobody manages at the site for what lies under declared paths alone.
    pub fn with_unmanaged(mut self, unmanaged: &'a [Address]) -> Self {
        self.entries.retain(|entry| entry.class != Class::Unmanaged);
        self.entries.extend(unmanaged.iter().map(|one| plain(Class::Unmanaged, What::Unmanaged(one))));
        self.entries.sort_by_key(|entry| entry.class);
        self
    }
}

/// A difference of which nothing more is told.
fn plain(class: Class, what: What<'_>) -> Entry<'_> {
    Entry { class, what, fields: Vec::new(), whole: None, untold: None, ignored: Vec::new() }
}

/// The three sides.
struct Seen<'a> {
    desired: &'a Desired,
    live: &'a Live,
    past: &'a Past,
    /// Each that was applied.
    points: Vec<Point<'a>>,
}

/// What was applied once, beside what is there and what git asks for now: each is worked out when the
/// first change asks for it.
struct Point<'a> {
    then: &'a Desired,
    known: OnceCell<Known<'a>>,
    changed: OnceCell<BTreeSet<Address>>,
    called: OnceCell<BTreeMap<(&'static str, &'a str), &'a Declared>>,
}

impl<'a> Seen<'a> {
    fn of(desired: &'a Desired, live: &'a Live, past: &'a Past) -> Self {
        let point =
            |then| Point { then, known: OnceCell::new(), changed: OnceCell::new(), called: OnceCell::new() };
        let points = std::iter::once(desired).chain(past.others()).map(point).collect();
        Self { desired, live, past, points }
    }

    fn entry<'c>(&self, change: &'c Change) -> Entry<'c> {
        let entry = |class, fields| Entry {
            class,
            what: What::Change(change),
            fields,
            whole: None,
            untold: None,
            ignored: Vec::new(),
        };
        let whole = |class, by| Entry { whole: Some(by), ..entry(class, Vec::new()) };
        if selected(&change.address) {
            return entry(self.selected(change), Vec::new());
        }
        let then = match self.past.last(&change.address, self.desired) {
            Ok(then) => then,
            Err(why) => return Entry { untold: Some(why), ..entry(unknown(change), Vec::new()) },
        };
        let was_asked = self.asked_of(then, change).is_some();
        match &change.deed {
            Deed::Create { .. } if was_asked && self.changes(then, &change.address) => {
                whole(Class::Missing, By::Both)
            }
            Deed::Create { .. } if was_asked => whole(Class::Missing, By::Outside),
            Deed::Create { .. } => whole(Class::Pending, By::Git),
            // It is ours, and nothing of what was applied says so.
            Deed::Forget { .. } | Deed::Delete { .. } if !was_asked => whole(Class::Drifted, By::Outside),
            Deed::Forget { .. } => whole(Class::Pending, By::Git),
            Deed::Delete { .. } => match self.lost(then, change) {
                fields if fields.is_empty() => whole(Class::Pending, By::Git),
                fields => Entry { whole: Some(By::Both), ..entry(Class::Drifted, fields) },
            },
            Deed::Update { to, .. }
            | Deed::Adopt { to, .. }
            | Deed::Replace { to, .. }
            | Deed::Move { to, .. } => {
                let fields = self.fields(then, change, to);
                let outside = fields.iter().any(|field| field.by != By::Git);
                let moves = matches!(change.deed, Deed::Move { .. });
                let renamed = change.effects.iter().any(|effect| matches!(effect, Effect::Retags { .. }));
                // What differs in nothing that is written has lost its tag, unless git has just taken it up, or the
                // site is called otherwise now.
                let bare = fields.is_empty() && was_asked && !moves && !renamed;
                entry(if outside || bare { Class::Drifted } else { Class::Pending }, fields)
            }
        }
    }

    /// What a selection finds changes with the manifest that selects, and comes by itself.
    fn selected(&self, change: &Change) -> Class {
        let whole = parent(&change.address);
        let then = whole.as_ref().and_then(|whole| self.past.last(whole, self.desired).ok());
        let by_git = then.zip(whole.as_ref()).is_some_and(|(then, whole)| self.changed(then).contains(whole));
        match change.deed {
            Deed::Create { .. } => Class::Pending,
            _ if by_git => Class::Pending,
            Deed::Update { .. }
            | Deed::Adopt { .. }
            | Deed::Replace { .. }
            | Deed::Move { .. }
            | Deed::Delete { .. }
            | Deed::Forget { .. } => Class::Drifted,
        }
    }

    /// Who has changed each place that differs.
    fn fields(&self, then: &'a Desired, change: &Change, to: &Tree) -> Vec<FieldOrigin> {
        let Some(found) = self.found(change) else { return Vec::new() };
        let Some(last) = self.then(then, change, found) else {
            let git =
                |path: &crate::tree::Path| FieldOrigin { path: path.clone(), by: By::Git, applied: None };
            return change.differences.iter().map(|one| git(&one.path)).collect();
        };
        let older = self.past.all(&change.address, self.desired).skip(1);
        let older: Vec<Then> = older.filter_map(|then| self.then(then, change, found)).collect();
        change.differences.iter().map(|one| field(one, Some(to), &last, &older)).collect()
    }

    /// What somebody has changed of what git lets go, which is all of it.
    fn lost(&self, then: &'a Desired, change: &Change) -> Vec<FieldOrigin> {
        let last = self.found(change).and_then(|found| self.then(then, change, found));
        let Some(last) = last else { return Vec::new() };
        let fields = last.comparison.differences.iter().map(|one| field(one, None, &last, &[]));
        let outside = fields.filter(|field| field.by != By::Git);
        outside.map(|field| FieldOrigin { by: By::Both, ..field }).collect()
    }

    /// What was applied of a change's resource, beside what is there.
    fn then(&self, then: &Desired, change: &Change, found: &Found) -> Option<Then> {
        let point = self.point(then)?;
        let known = point.known(self.live);
        let old = change.deed.from().map(|from| Address::new(change.resource.name, from));
        let own = |address: &Address| asked(point.then, address).filter(|one| is_called(one, &found.id));
        let declared = own(&change.address)
            .or_else(|| own(&found.address))
            .or_else(|| own(old.as_ref()?))
            .or_else(|| point.called(change.resource.name, &found.id))?;
        let Compared { to, was: _, comparison } = known.compared(declared, found);
        Some(Then { tree: to, comparison })
    }

    /// What was asked for of a change's resource, under this address or another: AWS's name tells which it is where
    /// a manifest decides that, since a manifest may have given it to another one since.
    fn asked_of(&self, then: &Desired, change: &Change) -> Option<&'a Declared> {
        let point = self.point(then)?;
        let here = asked(point.then, &change.address);
        let now = self.desired.declared.get(&change.address).and_then(|now| now.id.as_deref());
        let called = match &change.deed {
            Deed::Create { .. } => now,
            _ => self.found(change).map(|found| found.id.as_str()).or(change.id.as_deref()),
        };
        let Some(called) = called else { return here };
        here.filter(|one| is_called(one, called)).or_else(|| point.called(change.resource.name, called))
    }

    /// What is there of a change's resource, under its old name where it moves.
    fn found(&self, change: &Change) -> Option<&'a Found> {
        let here = self.live.found.get(&change.address);
        here.or_else(|| self.live.found.get(&self.desired.declared.get(&change.address)?.before()?))
    }

    /// Whether git asks for something otherwise now, or for what hangs on it.
    fn changes(&self, then: &Desired, address: &Address) -> bool {
        self.changed(then).iter().any(|one| one == address || parent(one).as_ref() == Some(address))
    }

    fn changed(&self, then: &Desired) -> &BTreeSet<Address> {
        static NONE: BTreeSet<Address> = BTreeSet::new();
        self.point(then).map_or(&NONE, |point| point.changed(self.desired))
    }

    fn point(&self, then: &Desired) -> Option<&Point<'a>> {
        self.points.iter().find(|point| std::ptr::eq(point.then, then))
    }
}

impl<'a> Point<'a> {
    fn known(&self, live: &'a Live) -> &Known<'a> {
        let bind = || Known::of(self.then, live, &BTreeSet::new(), Exposure::Withhold);
        self.known.get_or_init(bind)
    }

    /// What was asked for of a kind by AWS's name.
    fn called(&self, kind: &'static str, name: &str) -> Option<&'a Declared> {
        let index = || {
            let asked = self.then.declared.values().filter(|one| one.presence.asks_for_it());
            asked.filter_map(|one| Some(((one.resource.name, one.id.as_deref()?), one))).collect()
        };
        self.called.get_or_init(index).get(&(kind, name)).copied()
    }

    /// What git asks for otherwise now.
    fn changed(&self, now: &Desired) -> &BTreeSet<Address> {
        self.changed.get_or_init(|| {
            if std::ptr::eq(self.then, now) { BTreeSet::new() } else { changed_since(self.then, now) }
        })
    }
}

/// Whether something that was asked for is what AWS calls so, as far as its manifest decides that.
fn is_called(declared: &Declared, name: &str) -> bool {
    declared.id.as_deref().is_none_or(|id| id == name || schema::reference::holds(id))
}

/// The class where nothing tells what was applied.
fn unknown(change: &Change) -> Class {
    match change.deed {
        Deed::Create { .. } => Class::Missing,
        Deed::Update { .. }
        | Deed::Adopt { .. }
        | Deed::Replace { .. }
        | Deed::Move { .. }
        | Deed::Delete { .. }
        | Deed::Forget { .. } => Class::Drifted,
    }
}

/// Whether it is there because a selection finds it, which scales out by itself.
fn selected(address: &Address) -> bool {
    resource_of(address).is_some_and(|line| line.comes == Comes::BySelection)
}
