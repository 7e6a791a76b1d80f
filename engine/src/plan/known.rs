//! What a plan can know: what is wanted with its references bound, and how that meets what is there.

use std::collections::BTreeSet;

use schema::Tree;

use crate::address::Address;
use crate::bind::{Bound, There};
use crate::contract::{Declared, Exposure, Found, Hidden, InPlace};
use crate::observe::Live;
use crate::resolve::Desired;
use crate::tree::{Comparison, compare};

/// Desired and live, asked for what a plan can know.
pub(crate) struct Known<'a> {
    pub(crate) desired: &'a Desired,
    pub(crate) live: &'a Live,
    bound: Bound<'a>,
    exposure: Exposure,
    /// What could not be read.
    pub(crate) hidden: Hidden<'a>,
}

/// What is wanted beside what is there, spellings brought together.
pub(crate) struct Compared {
    pub(crate) to: Tree,
    pub(crate) was: Tree,
    pub(crate) comparison: Comparison,
}

impl<'a> Known<'a> {
    /// Binds everything. `replace` names resources that are to be replaced although nothing forces it.
    pub(crate) fn of(
        desired: &'a Desired,
        live: &'a Live,
        replace: &BTreeSet<Address>,
        exposure: Exposure,
    ) -> Self {
        let there = |declared: &Declared, tree: &Tree| {
            let found = live.found.get(&declared.address).or_else(|| moved_from(declared, tree, live));
            let lasts = |found: &&Found| {
                let replaced = replace.contains(&declared.address) || must_go(declared, tree, found);
                declared.id.is_some() || !replaced
            };
            There {
                id: found.filter(lasts).map(|found| found.id.as_str()),
                tree: found.map(|found| &found.tree),
            }
        };
        let bound = Bound::of(&desired.declared, &desired.graph, &desired.site, there);
        Self { desired, live, bound, exposure, hidden: Hidden::by(&live.unreadable) }
    }

    /// What is wanted, every reference that can be known replaced. What a selection of AWS's makes wanted
    /// refers to nothing.
    pub(crate) fn wanted<'b>(&'b self, declared: &'b Declared) -> &'b Tree {
        self.bound.tree(&declared.address).unwrap_or(&declared.tree)
    }

    /// Why a resource cannot hold a secret that it refers to and that AWS alone tells to be one; in words.
    pub(crate) fn reveals(&self, declared: &Declared) -> Option<String> {
        self.bound.reveals(&declared.address)
    }

    /// How what is wanted differs from what is there.
    pub(crate) fn compared(&self, declared: &Declared, found: &Found) -> Compared {
        let mut compared = compared(declared, self.wanted(declared), found);
        if self.exposure == Exposure::Compare && self.sees_needs_of(&declared.address) {
            compared.comparison.take_later(&compared.to, &compared.was);
        }
        compared
    }

    /// Whether all that a resource refers to could be read: what is not known of it comes with the apply.
    fn sees_needs_of(&self, address: &Address) -> bool {
        !self.desired.graph.needs(address).any(|needed| self.hidden.holds(needed))
    }

    /// What a declared resource was before its rename, where that is still there and ours.
    pub(crate) fn moved_from(&self, declared: &Declared) -> Option<&'a Found> {
        moved_from(declared, self.wanted(declared), self.live)
    }
}

fn compared(declared: &Declared, wanted: &Tree, found: &Found) -> Compared {
    let (mut to, mut was) = (wanted.clone(), found.tree.clone());
    let mut comparison = compare(&to, &was);
    if !comparison.differences.is_empty() || !comparison.not_compared.is_empty() {
        (declared.resource.absorb)(&mut to, &mut was);
        comparison = compare(&to, &was);
    }
    Compared { to, was, comparison }
}

fn moved_from<'a>(declared: &Declared, wanted: &Tree, live: &'a Live) -> Option<&'a Found> {
    let found = live.found.get(&declared.before()?).filter(|found| found.owner.is_us())?;
    let stays = declared.id.is_some() || !must_go(declared, wanted, found);
    stays.then_some(found)
}

fn must_go(declared: &Declared, wanted: &Tree, found: &Found) -> bool {
    let Compared { to, was, comparison: _ } = compared(declared, wanted, found);
    matches!((declared.resource.in_place)(&to, &was), InPlace::Replace { .. })
}
