//! What outlives a manifest, written down as tags on the resource: that it is protected, and that what it
//! holds is secret.

use std::collections::BTreeMap;

use schema::Finding;

use super::secrecy::Secrecy;
use crate::address::Address;
use crate::contract::Declared;
use crate::graph::Graph;
use crate::guardrails::Guardrails;
use crate::site::{PROTECT_TAG, SECRET_TAG, Site};

/// Gives every declared resource that can carry tags the marks that are due to it: one that a guardrail
/// protects, and one that holds a secret which AWS shows to whoever may read it. One that has no room for
/// them is a finding.
pub(super) fn mark(
    declared: &mut BTreeMap<Address, Declared>,
    guardrails: &Guardrails,
    graph: &Graph,
    site: &Site,
    findings: &mut Vec<Finding>,
) {
    let secrecy = Secrecy::of(declared, graph, site);
    let reveals = |one: &Declared| secrecy.holds_secret(one) && (one.resource.reveals)(&one.tree);
    let due = declared.values().filter(|one| one.presence.asks_for_it());
    let due: Vec<(Address, Vec<&'static str>)> = due
        .map(|one| {
            let protects = guardrails.protects(&one.address).then_some(PROTECT_TAG);
            let marks = protects.into_iter().chain(reveals(one).then_some(SECRET_TAG));
            (one.address.clone(), marks.collect())
        })
        .filter(|(_, marks): &(_, Vec<_>)| !marks.is_empty())
        .collect();
    for (address, marks) in due {
        let Some(one) = declared.get_mut(&address) else { continue };
        match one.marked(one.tree.clone(), &marks) {
            Ok(tree) => one.tree = tree,
            Err(full) => {
                let marks = marks.join("` and `");
                let message = format!("`{address}` has no room for the tag `{marks}`");
                let finding = Finding::error("tag", one.span, message);
                findings.push(finding.help(format!("{full}: take one out")));
            }
        }
    }
}
