//! What of desired has changed since something was applied.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Value, json};

use super::desired::Desired;
use crate::address::Address;
use crate::bind::Bound;
use crate::contract::{Declared, Presence};
use crate::site::Site;
use crate::tree::{Path, digest, to_json};

/// A digest of all that is desired at a site. A secret stands in it by its source, never by its
/// value.
pub fn desired_digest(desired: &Desired) -> String {
    let all = desired
        .declared
        .values()
        .map(|declared| json!([declared.address, declared.id, presence(declared), to_json(&declared.tree)]));
    let Site { stack: _, environment: _, origin: _, former: _, region, account, sandbox: _ } = &desired.site;
    let site = json!([desired.site.owner(), region, account]);
    digest(&json!({ "site": site, "desired": all.collect::<Vec<_>>() }))
}

/// The resources that are desired otherwise than before: what their references stand for counts,
/// as far as manifests tell it. What is in one of the two only is among them.
pub fn changed_since(before: &Desired, now: &Desired) -> BTreeSet<Address> {
    Since::of(before, now).changed()
}

/// What is desired, beside what was before; what references stand for counts, as far as manifests tell it.
pub(crate) struct Since {
    before: BTreeMap<Address, Wish>,
    now: BTreeMap<Address, Wish>,
}

#[derive(PartialEq)]
struct Wish {
    id: Option<String>,
    presence: &'static str,
    tree: Value,
}

impl Since {
    pub(crate) fn of(before: &Desired, now: &Desired) -> Self {
        Self { before: wishes(before), now: wishes(now) }
    }

    /// The resources that are desired otherwise, and what is in one of the two only.
    pub(crate) fn changed(&self) -> BTreeSet<Address> {
        let all: BTreeSet<&Address> = self.before.keys().chain(self.now.keys()).collect();
        all.into_iter()
            .filter(|address| self.before.get(*address) != self.now.get(*address))
            .cloned()
            .collect()
    }

    /// Whether the same is desired of a place.
    pub(crate) fn keeps(&self, address: &Address, path: &Path) -> bool {
        let at = |wishes: &BTreeMap<Address, Wish>| {
            let tree = &wishes.get(address)?.tree;
            path.0.iter().try_fold(tree, |tree, name| tree.get(&**name)).cloned()
        };
        at(&self.before) == at(&self.now)
    }
}

fn wishes(desired: &Desired) -> BTreeMap<Address, Wish> {
    let bound = Bound::by_manifests(&desired.declared, &desired.graph, &desired.site);
    let wish = |(declared, tree): (&Declared, &schema::Tree)| {
        let wish = Wish { id: declared.id.clone(), presence: presence(declared), tree: to_json(tree) };
        (declared.address.clone(), wish)
    };
    bound.trees().map(wish).collect()
}

fn presence(declared: &Declared) -> &'static str {
    match declared.presence {
        Presence::Wanted => "wanted",
        Presence::Kept => "kept",
        Presence::Absent => "absent",
        Presence::Forgotten => "forgotten",
    }
}
