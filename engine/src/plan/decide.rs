//! What to do about each resource, declared or ours.

use std::collections::{BTreeMap, BTreeSet};

use jiff::Timestamp;
use schema::Tree;
use serde::{Deserialize, Serialize};

use super::change::{Change, Conflict, Plan, Rival, Waiting};
use super::cost::cost;
use super::known::Known;
use super::only::{Only, only};
use super::record::{Reach, keep};
use super::recreate::recreate;
use super::suspend::suspend;
use crate::action::Action;
use crate::address::Address;
use crate::contract::{Exposure, Found, InPlace, Owner, Suspend, Unreadable};
use crate::kinds;
use crate::observe::Live;
use crate::ports::Cause;
use crate::record::Held;

use crate::contract::{Adopt, Declared, Presence};
use crate::guardrails::Guardrails;
use crate::resolve::Desired;
use crate::site::{PROTECT_TAG, PROTECTED, REPLACED};
use crate::tree::{Comparison, Path, compare};

/// What a plan needs to be told beside desired and live.
pub struct Frame {
    /// Drawn at random once.
    pub id: String,
    /// The time that the run counts as now.
    pub now: Timestamp,
    /// The commit that the manifests were read at.
    pub commit: Option<String>,
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

/// Decides everything. The same inputs give the same plan, to the byte.
pub fn plan(desired: &Desired, live: &Live, frame: Frame) -> Plan {
    let (unlisted, unreadable) =
        live.unreadable.iter().cloned().partition(|one| beside(one, desired, frame.goal));
    let mut made = Plan {
        id: frame.id.clone(),
        made: frame.now,
        goal: frame.goal,
        site: desired.site.clone(),
        commit: frame.commit.clone(),
        changes: Vec::new(),
        unchanged: 0,
        owned: live.found.values().filter(|found| found.owner == Owner::Ours).count(),
        declared: desired.declared.len(),
        conflicts: Vec::new(),
        unreadable,
        unlisted,
        waiting: Vec::new(),
        unmanaged: live.unmanaged.clone(),
        not_compared: Vec::new(),
        exposure: frame.exposure,
        partial: None,
        verdicts: Vec::new(),
        record: keep(desired, &live.record, frame.goal, frame.commit.as_ref()),
        cost: Default::default(),
    };
    let foreign = record_conflict(desired, live);
    if let Some(conflict) = &foreign
        && matches!(conflict.rival, Rival::Origin { .. })
    {
        // Whatever is declared here is not what made what is there: all of it would be wrong.
        made.conflicts.extend(foreign);
        made.record = None;
        return made;
    }
    made.conflicts.extend(foreign);
    let known = Known { desired, live, replace: &frame.replace };
    let mut decider = Decider {
        desired,
        live,
        frame: &frame,
        known,
        plan: &mut made,
        moved: BTreeSet::new(),
        unread: live.unread(),
    };
    for declared in desired.declared.values().chain(live.selected.values()) {
        match frame.goal {
            Goal::Converge => decider.declared(declared),
            Goal::Destroy => decider.destroyed(declared),
        }
    }
    decider.strays();
    decider.hold_back();
    recreate(&mut made, &known, &frame);
    only(&mut made, desired, live, &frame.only);
    suspend(&mut made, &known, frame.now);
    made.changes.sort_by(|a, b| a.address.cmp(&b.address));
    let unread = !made.unreadable.is_empty();
    if let Some(keep) = made.record.as_mut().filter(|keep| unread && !keep.only_goes()) {
        keep.reach = Reach::Part;
    }
    made.cost = cost(&made.changes, &made.record_calls(), &made.site, &made.id);
    made
}

/// What is in the record's place and is not this stack's.
fn record_conflict(desired: &Desired, live: &Live) -> Option<Conflict> {
    let place = desired.record.as_ref()?;
    let (address, rival) = match &live.record {
        Held::Nothing | Held::Unread => return None,
        Held::Record(record) if record.is_of(place) => return None,
        Held::Record(record) => {
            let origin = record.origin.clone().unwrap_or_default();
            let stack = Address::new("Stack", &desired.site.stack);
            (stack, Rival::Origin { record: place.name.clone(), origin })
        }
        Held::Strange(reason) => (place.address(), Rival::NoRecord(reason.clone())),
    };
    Some(Conflict { address, rival, location: desired.sources.locate(place.span) })
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

struct Decider<'a> {
    desired: &'a Desired,
    live: &'a Live,
    frame: &'a Frame,
    known: Known<'a>,
    plan: &'a mut Plan,
    moved: BTreeSet<Address>,
    unread: BTreeSet<&'a Address>,
}

impl Decider<'_> {
    fn declared(&mut self, declared: &Declared) {
        if self.is_unread(&declared.address) || self.hangs_on_trouble(declared) {
            return;
        }
        if let Some(ids) = self.live.twins.get(&declared.address) {
            return self.conflict(declared, Rival::Twins(ids.clone()));
        }
        let wanted = matches!(declared.presence, Presence::Wanted | Presence::Kept);
        if let Some(taken) = self.live.taken.get(&declared.address).filter(|_| wanted) {
            let rival = Rival::Taken { what: taken.what.clone(), owner: taken.owner.clone() };
            return self.conflict(declared, rival);
        }
        match (declared.presence, self.live.found.get(&declared.address)) {
            (Presence::Absent, None) | (Presence::Forgotten, None) => self.plan.unchanged += 1,
            (Presence::Absent, Some(found)) if found.owner == Owner::Ours => self.delete(declared, found),
            (Presence::Forgotten, Some(found)) if found.owner == Owner::Ours => {
                self.change(declared, Action::Forget, Some(found), None, Comparison::default());
            }
            (Presence::Absent | Presence::Forgotten, Some(_)) => self.plan.unchanged += 1,
            (Presence::Kept, None) => self.plan.waiting.push(Waiting {
                address: declared.address.clone(),
                reason: "somebody else gives it its value, and it is not there yet".into(),
            }),
            (Presence::Wanted, None) => self.create(declared),
            (Presence::Wanted | Presence::Kept, Some(found)) => self.there(declared, found),
        }
    }

    fn is_unread(&self, address: &Address) -> bool {
        self.unread.contains(address) || !self.live.whole(address.kind())
    }

    /// What hangs on a resource that cannot be read or is not ours waits for that to be settled.
    fn hangs_on_trouble(&self, declared: &Declared) -> bool {
        kinds::parent(&declared.address).is_some_and(|whole| {
            self.is_unread(&whole) || self.plan.conflicts.iter().any(|conflict| conflict.address == whole)
        })
    }

    fn destroyed(&mut self, declared: &Declared) {
        if let Some(found) = self.live.found.get(&declared.address)
            && found.owner == Owner::Ours
        {
            self.delete(declared, found);
            let change = self.plan.changes.last().expect("just pushed");
            let step = change.step(&self.plan.site, &self.frame.id, None);
            // A group without registrations is nothing that AWS holds.
            if (change.resource.calls)(&step).is_empty() {
                self.plan.changes.pop();
            }
        }
    }

    fn create(&mut self, declared: &Declared) {
        match self.known.moved_from(declared) {
            Some(old) => self.relocate(declared, old),
            None => self.make(declared, Action::Create),
        }
    }

    fn make(&mut self, declared: &Declared, action: Action) {
        let tree = self.known.bound(declared);
        let mut comparison = compare(&tree, &Tree::map::<&str>([]));
        let told = |field: &str| declared.resource.told.contains(&field);
        comparison.differences.retain(|difference| !difference.hollow() && !told(difference.path.field()));
        self.change(declared, action, None, Some(tree), comparison);
    }

    /// A rename: a copy where the name is AWS's own, else a new tag on what stays.
    fn relocate(&mut self, declared: &Declared, old: &Found) {
        self.moved.insert(old.address.clone());
        if declared.id.is_none() {
            let (tree, base, comparison) = self.known.compared(declared, old);
            self.change(declared, Action::Move, Some(old), Some(tree), comparison);
            self.rebase(base);
        } else {
            self.make(declared, Action::Move);
        }
        let change = self.plan.changes.last_mut().expect("just pushed");
        change.from = Some(old.id.clone());
        change.base.get_or_insert_with(|| old.tree.clone());
        change.version = old.version.clone();
    }

    fn there(&mut self, declared: &Declared, found: &Found) {
        let (tree, base, comparison) = self.known.compared(declared, found);
        for path in &comparison.not_compared {
            self.plan.not_compared.push((declared.address.clone(), path.clone()));
        }
        let action = match (&found.owner, &declared.adopt) {
            (Owner::Ours, _) => Action::Update,
            (Owner::Nobody, Adopt::Unowned { .. } | Adopt::FromCloudFormation { .. }) => Action::Adopt,
            (Owner::CloudFormation(_), Adopt::FromCloudFormation { .. }) => Action::Adopt,
            (Owner::Nobody, Adopt::No) => {
                let lookalike = || Rival::Lookalike(found.id.clone());
                let rival = declared.id.as_ref().map_or_else(lookalike, |_| Rival::Nobody);
                return self.conflict(declared, rival);
            }
            (Owner::Other(owner), _) => return self.conflict(declared, Rival::Stack(owner.clone())),
            (Owner::CloudFormation(name), Adopt::No | Adopt::Unowned { .. }) => {
                return self.conflict(declared, Rival::CloudFormation(name.clone()));
            }
        };
        let asked = self.frame.replace.contains(&declared.address);
        match (declared.resource.in_place)(&tree, &base) {
            InPlace::Never { reason, .. } => self.conflict(declared, Rival::Irreplaceable(reason)),
            InPlace::Replace { reason, .. } => self.replace(declared, found, tree, base, comparison, reason),
            InPlace::Yes if asked => {
                self.replace(declared, found, tree, base, comparison, "asked for with `--replace`".into());
            }
            InPlace::Yes if action == Action::Update && comparison.differences.is_empty() => {
                self.plan.unchanged += 1;
            }
            InPlace::Yes => {
                self.change(declared, action, Some(found), Some(tree), comparison);
                self.rebase(base);
            }
        }
    }

    fn replace(
        &mut self,
        declared: &Declared,
        found: &Found,
        tree: Tree,
        base: Tree,
        comparison: Comparison,
        reason: String,
    ) {
        self.change(declared, Action::Replace, Some(found), Some(tree), comparison);
        self.rebase(base);
        let gap = declared.resource.gap.as_secs();
        let change = self.plan.changes.last_mut().expect("just pushed");
        change.reason = Some(reason);
        if gap > 0 {
            change.effects.insert(0, format!("is not there for about {gap} s"));
        }
        if declared.id.is_none() {
            let dependents = self.desired.edges.iter().filter(|(_, needs)| needs.contains(&declared.address));
            change.effects.extend(dependents.map(|(address, _)| format!("{address} moves to the new one")));
        }
    }

    /// Takes the base as it was compared, spellings brought together.
    fn rebase(&mut self, base: Tree) {
        self.plan.changes.last_mut().expect("just pushed").base = Some(base);
    }

    fn delete(&mut self, declared: &Declared, found: &Found) {
        self.change(declared, Action::Delete, Some(found), None, Comparison::default());
    }

    /// What is ours and no longer declared.
    fn strays(&mut self) {
        for found in self.live.found.values() {
            let declared = self.desired.declared.contains_key(&found.address)
                || self.live.selected.contains_key(&found.address);
            let kind = found.address.kind();
            if declared || found.owner != Owner::Ours || self.moved.contains(&found.address) {
                continue;
            }
            let resource = kinds::resource_of(&found.address).filter(|_| self.live.whole(kind));
            let Some(resource) = resource else { continue };
            let mut change = Change {
                address: found.address.clone(),
                resource,
                id: Some(found.id.clone()),
                action: Action::Delete,
                reason: None,
                desired: None,
                base: Some(found.tree.clone()),
                version: found.version.clone(),
                differences: Vec::new(),
                from: None,
                needs: Vec::new(),
                clears: Vec::new(),
                suspend: Suspend::No,
                effects: Vec::new(),
                protected: self.frame.guardrails.protects(&found.address) || tagged(found),
                location: None,
            };
            change.effects = (resource.effects)(&change.step(&self.plan.site, &self.frame.id, None));
            if found.address.name().ends_with(REPLACED) {
                change.effects.insert(0, "is left over from a replace that did not end".into());
            }
            self.plan.changes.push(change);
        }
    }

    /// Adds to each deletion, and to each replace, what it holds that goes: that goes after it.
    fn hold_back(&mut self) {
        let ids: BTreeMap<&str, &Address> =
            self.live.found.values().map(|found| (found.id.as_str(), &found.address)).collect();
        let gone: BTreeSet<Address> = self
            .plan
            .changes
            .iter()
            .filter(|change| change.action == Action::Delete)
            .map(|change| change.address.clone())
            .collect();
        for change in self.plan.changes.iter_mut().filter(|change| change.action.destroys()) {
            let Some(found) = self.live.found.get(&change.address) else { continue };
            let held = found.holds.iter().filter_map(|id| ids.get(id.as_str()));
            let more: Vec<Address> =
                held.filter(|held| !change.needs.contains(held)).map(|held| (*held).clone()).collect();
            let goes = |held: &Address| change.action == Action::Delete || gone.contains(held);
            change.needs.extend(more.into_iter().filter(goes));
        }
    }

    fn conflict(&mut self, declared: &Declared, rival: Rival) {
        self.plan.conflicts.push(Conflict {
            address: declared.address.clone(),
            rival,
            location: self.desired.sources.locate(declared.span),
        });
    }

    fn change(
        &mut self,
        declared: &Declared,
        action: Action,
        found: Option<&Found>,
        desired: Option<Tree>,
        comparison: Comparison,
    ) {
        let needs = self.desired.edges.get(&declared.address);
        let mut change = Change {
            address: declared.address.clone(),
            resource: declared.resource,
            id: found.map(|found| found.id.clone()).or_else(|| declared.id.clone()),
            action,
            reason: None,
            desired,
            base: found.map(|found| found.tree.clone()),
            version: found.and_then(|found| found.version.clone()),
            differences: comparison.differences,
            from: None,
            needs: needs.into_iter().flatten().cloned().collect(),
            clears: Vec::new(),
            suspend: Suspend::No,
            effects: Vec::new(),
            protected: action.destroys() && self.frame.guardrails.protects(&declared.address),
            location: Some(self.desired.sources.locate(declared.span)),
        };
        change.effects =
            (change.resource.effects)(&change.step(&self.plan.site, &self.frame.id, change.desired.as_ref()));
        change.effects.extend(protection(&change));
        self.plan.changes.push(change);
    }
}

/// Whether its tag protects what no manifest declares any more. What is left over from a replace has
/// a successor, which the tag is for.
fn tagged(found: &Found) -> bool {
    protects(&found.tree) && !found.address.name().ends_with(REPLACED)
}

/// Whether a state carries the tag that protects.
pub(crate) fn protects(tree: &Tree) -> bool {
    tree.get("tags").and_then(|tags| tags.get(PROTECT_TAG)).and_then(Tree::as_text) == Some(PROTECTED)
}

/// What a change of the tag that protects means, in words.
fn protection(change: &Change) -> Option<String> {
    let tag = change.differences.iter().find(|difference| difference.path.0[..] == ["tags", PROTECT_TAG])?;
    match (change.action, &tag.after) {
        (Action::Update | Action::Adopt, Some(_)) => Some("is protected from now on".into()),
        (Action::Update | Action::Adopt, None) => Some("is no longer protected".into()),
        (Action::Create | Action::Replace | Action::Move | Action::Delete | Action::Forget, _) => None,
    }
}

impl Plan {
    /// The addresses that it changes, each with its change.
    pub fn by_address(&self) -> BTreeMap<&Address, &Change> {
        self.changes.iter().map(|change| (&change.address, change)).collect()
    }

    /// Whether a declared secret at a path was not compared.
    pub fn withheld(&self, address: &Address, path: &Path) -> bool {
        self.not_compared.iter().any(|(withheld, at)| withheld == address && at == path)
    }
}
