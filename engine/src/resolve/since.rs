//! What of desired has changed since something was applied.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Value, json};

use super::desired::Desired;
use crate::address::Address;
use crate::bind::Bound;
use crate::contract::{Declared, Presence};
use crate::site::Site;
use crate::tree::{digest, to_json};

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
    let (before, now) = (wishes(before), wishes(now));
    let all: BTreeSet<&Address> = before.keys().chain(now.keys()).collect();
    all.into_iter().filter(|address| before.get(*address) != now.get(*address)).cloned().collect()
}

fn wishes(desired: &Desired) -> BTreeMap<Address, Value> {
    let bound = Bound::by_manifests(&desired.declared, &desired.graph, &desired.site);
    let wish = |(declared, tree): (&Declared, &schema::Tree)| {
        (declared.address.clone(), json!([declared.id, presence(declared), to_json(tree)]))
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
