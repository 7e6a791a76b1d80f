//! Secrets may stand only where they stay secret: not in a text that AWS shows to whoever may read
//! the resource.

use std::collections::BTreeMap;

use schema::{Finding, Origin, Secret, Tree};

use super::interpolate::Mention;
use crate::address::Address;
use crate::contract::{Attribute, Declared};
use crate::site::Site;
use crate::tree::bind;

/// A finding for each reference to a secret in a field that cannot hold one.
pub(super) fn exposed(
    declared: &BTreeMap<Address, Declared>,
    mentions: &[Mention],
    site: &Site,
) -> Vec<Finding> {
    let looks = Looks { declared, site };
    let finding = |mention: &Mention| {
        let target = declared.get(&mention.address)?;
        let holder = declared.values().find(|holder| holder.span.holds(mention.inside))?;
        let secret = looks.is_secret(&mention.address, &mention.attribute, &[]);
        let only = |address: &Address, attribute: &str| {
            let this = *address == mention.address && attribute == mention.attribute;
            this.then(|| secret_tree(address))
        };
        let fits = !secret || (holder.resource.retype)(&bind(&holder.tree, &only)).is_ok();
        (!fits).then(|| {
            Finding::error("reference-not-allowed", mention.span, "a secret cannot stand here")
                .label("AWS would show it to whoever may read this")
                .also(target.span, "this is secret")
                .help("let what runs read it from Parameter Store itself")
        })
    };
    mentions.iter().filter_map(finding).collect()
}

struct Looks<'a> {
    declared: &'a BTreeMap<Address, Declared>,
    site: &'a Site,
}

impl Looks<'_> {
    /// Whether an attribute is secret, by itself or by what it refers to. `trail` is the way here,
    /// since references may run in a circle.
    fn is_secret(&self, address: &Address, attribute: &str, trail: &[&Address]) -> bool {
        let Some(declared) = self.declared.get(address).filter(|_| !trail.contains(&address)) else {
            return false;
        };
        let trail: Vec<&Address> = trail.iter().copied().chain([address]).collect();
        let known = |address: &Address, attribute: &str| {
            self.is_secret(address, attribute, &trail).then(|| secret_tree(address))
        };
        let bound = bind(&declared.tree, &known);
        // What cannot hold its secret has a finding of its own.
        if (declared.resource.retype)(&bound).is_err() {
            return false;
        }
        let id = declared.id.as_deref().unwrap_or_default();
        match (declared.resource.attribute)(attribute, self.site, id, &bound) {
            Attribute::Known(tree) => tree.holds_secret(),
            // A SecureString to which somebody else gives its value.
            Attribute::Later => bound.get("type").and_then(Tree::as_text) == Some("SecureString"),
        }
    }
}

fn secret_tree(address: &Address) -> Tree {
    Secret::unresolved(Origin::Reference { text: address.to_string() }).into()
}
