//! Secrets may stand only where they stay secret: not in a text that AWS shows to whoever may read
//! the resource.

use std::collections::BTreeMap;

use schema::{Finding, Origin, Secret, Tree};

use super::interpolate::Mention;
use super::references::each;
use crate::address::Address;
use crate::bind::along;
use crate::contract::{Attribute, Declared};
use crate::graph::Graph;
use crate::site::Site;
use crate::tree::bind;

/// A finding for each reference to a secret in a field that cannot hold one.
pub(super) fn exposed(
    declared: &BTreeMap<Address, Declared>,
    graph: &Graph,
    mentions: &[Mention],
    site: &Site,
) -> Vec<Finding> {
    let secrecy = Secrecy::of(declared, graph, site);
    let mut findings = Vec::new();
    for holder in declared.values().filter(|holder| graph.needs(&holder.address).next().is_some()) {
        for (address, attribute) in secrecy.misplaced(holder) {
            let here = |mention: &&Mention| {
                mention.address == address
                    && mention.attribute == attribute
                    && holder.span.holds(mention.inside)
            };
            let target = declared.get(&address).map(|target| target.span);
            findings.extend(mentions.iter().filter(here).map(|mention| {
                let finding =
                    Finding::error("reference-not-allowed", mention.span, "a secret cannot stand here")
                        .label("AWS would show it to whoever may read this");
                target
                    .map_or(finding.clone(), |span| finding.also(span, "this is secret"))
                    .help("let what runs read it from Parameter Store itself")
            }));
        }
    }
    findings
}

/// What is secret of what is declared: for each resource its tree with a secret in the place of every
/// reference to one. What cannot hold its secret has none, and is told by its own finding.
pub(super) struct Secrecy<'a> {
    site: &'a Site,
    trees: BTreeMap<&'a Address, (&'a Declared, Tree)>,
}

impl<'a> Secrecy<'a> {
    pub(super) fn of(declared: &'a BTreeMap<Address, Declared>, graph: &'a Graph, site: &'a Site) -> Self {
        let mut secrecy = Self { site, trees: BTreeMap::new() };
        for one in along(declared, graph).filter(|one| !graph.ends(&one.address)) {
            if let Some(tree) =
                secrecy.marked(one, |address, attribute| secrecy.is_secret(address, attribute))
            {
                secrecy.trees.insert(&one.address, (one, tree));
            }
        }
        secrecy
    }

    /// A tree with a secret in the place of some references; `None` where it cannot hold one of them.
    fn marked(&self, declared: &Declared, secret: impl Fn(&Address, &str) -> bool) -> Option<Tree> {
        let known = |address: &Address, attribute: &str| {
            secret(address, attribute)
                .then(|| Secret::unresolved(Origin::Reference { text: address.to_string() }).into())
        };
        let bound = bind(&declared.tree, &mut { usize::MAX }, &known).ok()?;
        (declared.resource.retype)(&bound).is_ok().then_some(bound)
    }

    /// Whether a resource holds a secret, by itself or by what it refers to.
    pub(super) fn holds_secret(&self, declared: &Declared) -> bool {
        let mut secret = declared.tree.holds_secret();
        each(&declared.tree, &mut |address, attribute| {
            secret = secret || self.is_secret(&Address::from(address), attribute);
        });
        secret
    }

    /// Whether an attribute is secret, by itself or by what it refers to.
    fn is_secret(&self, address: &Address, attribute: &str) -> bool {
        let Some((declared, tree)) = self.trees.get(address) else { return false };
        match (declared.resource.attribute)(attribute, self.site, declared.id.as_deref(), tree) {
            Attribute::Known(tree) => tree.holds_secret(),
            Attribute::Withheld => true,
            Attribute::Later => false,
        }
    }

    /// The references to secrets that a resource cannot hold where it makes them.
    fn misplaced(&self, holder: &Declared) -> Vec<(Address, String)> {
        let mut secret = Vec::new();
        each(&holder.tree, &mut |address, attribute| {
            let reference = (Address::from(address), attribute.to_owned());
            if self.is_secret(&reference.0, attribute) && !secret.contains(&reference) {
                secret.push(reference);
            }
        });
        if secret.is_empty() || self.marked(holder, |address, name| self.is_secret(address, name)).is_some() {
            return Vec::new();
        }
        secret.retain(|(of, name)| {
            self.marked(holder, |address, attribute| address == of && attribute == name).is_none()
        });
        secret
    }
}
