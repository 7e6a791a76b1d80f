//! One difference, and what will be done about it.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::LazyLock;

use schema::shape::Class;
use schema::{Location, Tree};

use crate::action::Action;
use crate::address::Address;
use crate::contract::{Call, Deed, Effect, ResourceLine, Step, Suspend};
use crate::guardrails::Guardrails;
use crate::kinds;
use crate::site::{PROTECT_TAG, SET, Site};
use crate::tree::Difference;

/// One difference and what will be done about it.
#[derive(Clone)]
pub struct Change {
    /// The resource.
    pub address: Address,
    /// Its line of the registry.
    pub resource: &'static ResourceLine,
    /// AWS's id or name for it, where that is known.
    pub id: Option<String>,
    /// What will be done, with what is wanted (references that are known only later still marked) and
    /// what was there.
    pub deed: Deed<Tree>,
    /// Why a replace, where it is one.
    pub reason: Option<String>,
    /// AWS's own token of what was there, where it has one.
    pub version: Option<String>,
    /// Where the two differ.
    pub differences: Vec<Difference>,
    /// The resources that must be done first.
    pub needs: Vec<Address>,
    /// What goes first, since AWS deletes nothing that it uses: each has a change of its own, which makes it
    /// anew or finds it gone.
    pub clears: Vec<Address>,
    /// Whether its resource is kept from acting while what hangs on it changes.
    pub suspend: Suspend,
    /// What else happens.
    pub effects: Vec<Effect>,
    /// Whether a guardrail protects it.
    pub protected: bool,
    /// Where it is declared; `None` for what git no longer has.
    pub location: Option<Location>,
}

/// The fields of each resource that change by themselves.
static VOLATILE: LazyLock<BTreeMap<&str, BTreeSet<String>>> = LazyLock::new(|| {
    let volatile = |line: &ResourceLine| {
        let rows = (line.fields)().into_iter().filter(|row| row.class == Class::Volatile);
        rows.map(|row| row.path).collect()
    };
    kinds::resources().map(|line| (line.name, volatile(line))).collect()
});

/// What of a state does not change by itself.
fn steady(resource: &ResourceLine, state: &Tree) -> Tree {
    match (state, VOLATILE.get(resource.name)) {
        (Tree::Map(fields), Some(volatile)) if !volatile.is_empty() => {
            let steady = fields.iter().filter(|(name, _)| !volatile.contains(&***name));
            Tree::map(steady.map(|(name, value)| (name.clone(), value.clone())))
        }
        _ => state.clone(),
    }
}

/// Characters of a client token: AWS takes up to 64.
const TOKEN: usize = 36;

/// Why something is made anew that could stay.
pub(super) const ASKED: &str = "asked for with `--replace`";

impl Change {
    /// Whether it was asked for beside what the manifests say: none of them brings it about again.
    pub fn asked_for(&self) -> bool {
        self.reason.as_deref() == Some(ASKED)
    }

    /// The word for what will be done.
    pub fn action(&self) -> Action {
        self.deed.action()
    }

    /// The step that a kind makes calls from, in the plan of an id.
    pub fn step<'a>(&'a self, site: &'a Site, plan: &str, deed: &'a Deed<Tree>) -> Step<'a, Tree> {
        let token = blake3::hash(format!("{plan} {}", self.address).as_bytes());
        Step {
            token: token.to_hex()[..TOKEN].to_owned(),
            site,
            name: self.address.name(),
            id: self.id.as_deref(),
            deed,
            differences: &self.differences,
            suspend: self.suspend,
        }
    }

    /// The calls that carry out a deed of it, in the plan of an id with these changes, which are sorted by
    /// address.
    pub fn calls(&self, all: &[Self], site: &Site, plan: &str, deed: &Deed<Tree>) -> Vec<Call> {
        let away = self.clears.iter().filter_map(|cleared| at(all, cleared)).flat_map(|other| {
            let was = other.deed.was().cloned();
            was.map(|was| (other.resource.calls)(&other.step(site, plan, &Deed::Delete { was })))
        });
        away.flatten().chain((self.resource.calls)(&self.step(site, plan, deed))).collect()
    }

    /// What its deed brings about, as its kind tells it.
    pub(super) fn own_effects(&self, site: &Site, plan: &str) -> Vec<Effect> {
        (self.resource.effects)(&self.step(site, plan, &self.deed))
    }

    /// The address that its resource has under the name that it gives up; `None` where it keeps its name.
    /// A move of what AWS names by an id of its own keeps it.
    pub(crate) fn gives_up(&self) -> Option<Address> {
        match &self.deed {
            Deed::Replace { .. } | Deed::Delete { .. } => Some(self.address.clone()),
            Deed::Move { from, .. } => {
                let stays = self.id.as_deref() == Some(from);
                (!stays).then(|| Address::new(self.resource.name, from))
            }
            Deed::Create { .. } | Deed::Update { .. } | Deed::Adopt { .. } | Deed::Forget { .. } => None,
        }
    }

    /// Whether a guardrail names what it gives up, by whichever address that has.
    pub(crate) fn is_named_by(&self, guardrails: &Guardrails) -> bool {
        let beside =
            |effect: &Effect| matches!(effect, Effect::Beside { address } if guardrails.protects(address));
        let named = |own: Address| guardrails.protects(&own) || self.effects.iter().any(beside);
        self.gives_up().is_some_and(named)
    }

    /// Whether what it gives up carries the tag that protects. What is left over from a replace has a
    /// successor, which the tag is for.
    pub(crate) fn is_held_by_tag(&self) -> bool {
        let was = self.deed.was().filter(|_| !self.effects.contains(&Effect::LeftOver));
        let tag = was.and_then(|was| was.get("tags")?.get(PROTECT_TAG)?.as_text());
        self.gives_up().is_some() && tag == Some(SET)
    }

    /// What goes with it, is taken over or carried along, as a plan is bound to it: all of that but what
    /// changes by itself.
    pub(super) fn taken(&self) -> Option<Tree> {
        match &self.deed {
            Deed::Create { .. } | Deed::Update { .. } => None,
            Deed::Adopt { was, .. }
            | Deed::Replace { was, .. }
            | Deed::Move { was, .. }
            | Deed::Delete { was }
            | Deed::Forget { was } => Some(steady(self.resource, was)),
        }
    }

    /// Whether nothing but secret values differ, in an update.
    pub fn secret_only(&self) -> bool {
        self.action() == Action::Update && self.differences.iter().all(Difference::secret)
    }

    /// Whether it changes nothing for good, and only keeps its resource from acting meanwhile.
    pub fn only_suspends(&self) -> bool {
        self.action() == Action::Update
            && self.suspend == Suspend::WhilePartsChange
            && self.differences.is_empty()
    }
}

/// The change of an address among those of a plan, which are sorted by it.
pub(super) fn at<'a>(all: &'a [Change], address: &Address) -> Option<&'a Change> {
    all.binary_search_by(|change| change.address.cmp(address)).ok().map(|at| &all[at])
}
