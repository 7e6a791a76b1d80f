//! What can be known at planning of the trees that manifests ask for: references bound to what
//! they refer to.

use std::collections::BTreeSet;

use schema::{Origin, Tree};

use crate::address::Address;
use crate::contract::{Attribute, Declared, Found, InPlace, Owner};
use crate::observe::Live;
use crate::resolve::Desired;
use crate::tree::{Comparison, bind, compare};

/// Desired and live, asked for what a plan can know.
#[derive(Clone, Copy)]
pub(super) struct Known<'a> {
    pub(super) desired: &'a Desired,
    pub(super) live: &'a Live,
    /// Resources that are to be replaced although nothing forces it.
    pub(super) replace: &'a BTreeSet<Address>,
}

/// What is wanted of a resource, every reference that can be known replaced.
pub(crate) fn wished(desired: &Desired, live: &Live, declared: &Declared) -> Tree {
    Known { desired, live, replace: &BTreeSet::new() }.bound(declared)
}

impl<'a> Known<'a> {
    /// What is wanted, what is there, and how they differ once spellings are brought together.
    pub(super) fn compared(&self, declared: &Declared, found: &Found) -> (Tree, Tree, Comparison) {
        let mut tree = self.bound(declared);
        let mut base = found.tree.clone();
        let mut comparison = compare(&tree, &base);
        if !comparison.differences.is_empty() || !comparison.not_compared.is_empty() {
            (declared.resource.absorb)(&mut tree, &mut base);
            comparison = compare(&tree, &base);
        }
        (tree, base, comparison)
    }

    /// What is wanted, every reference that can be known replaced.
    pub(super) fn bound(&self, declared: &Declared) -> Tree {
        if !self.desired.edges.contains_key(&declared.address) {
            return declared.tree.clone();
        }
        bind(&declared.tree, &|address, attribute| self.attribute(address, attribute))
    }

    /// What a declared resource was before its rename, where that is still there and ours.
    pub(super) fn moved_from(&self, declared: &Declared) -> Option<&'a Found> {
        let old = Address::new(declared.resource.name, declared.moved_from.as_deref()?);
        let found = self.live.found.get(&old).filter(|found| found.owner == Owner::Ours)?;
        let stays = declared.id.is_some() || !self.must_go(declared, found);
        stays.then_some(found)
    }

    /// An attribute as it will be: of the declared resource, or of the live one where the
    /// manifest leaves it open. What AWS invents anew in a replace is not known.
    fn attribute(&self, address: &Address, attribute: &str) -> Option<Tree> {
        let declared = self.desired.declared.get(address)?;
        let found = self.live.found.get(address).or_else(|| self.moved_from(declared));
        let lasting = found.filter(|found| declared.id.is_some() || !self.is_replaced(declared, found));
        let live_id = lasting.map(|found| found.id.as_str());
        let id = declared.id.as_deref().or(live_id).unwrap_or_default();
        let known = |tree: &Tree| match (declared.resource.attribute)(attribute, &self.desired.site, id, tree)
        {
            Attribute::Known(tree) => Some(tree),
            Attribute::Later => None,
        };
        let bound = self.bound(declared);
        match known(&bound) {
            Some(Tree::Secret(secret)) if matches!(secret.origin, Some(Origin::Generate { .. })) => {
                found.and_then(|found| known(&found.tree))
            }
            Some(tree) => Some(tree),
            None => found.and_then(|found| known(&found.tree)),
        }
    }

    fn is_replaced(&self, declared: &Declared, found: &Found) -> bool {
        self.replace.contains(&declared.address) || self.must_go(declared, found)
    }

    fn must_go(&self, declared: &Declared, found: &Found) -> bool {
        let (tree, base, _) = self.compared(declared, found);
        matches!((declared.resource.in_place)(&tree, &base), InPlace::Replace { .. })
    }
}
