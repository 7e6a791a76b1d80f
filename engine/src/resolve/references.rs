//! References: who makes which, and those that cannot be.

use std::cell::LazyCell;
use std::collections::BTreeMap;

use schema::shape::Vocabulary;
use schema::{Finding, Span};

use super::interpolate::Mention;
use crate::address::Address;
use crate::bind::Bound;
use crate::contract::{Declared, undeclared as undeclared_finding};
use crate::graph::{Graph, Needs};
use crate::tree::references;

/// The graph that the references in trees make.
pub(super) fn graph(declared: &BTreeMap<Address, Declared>) -> Graph {
    let mut needs = Needs::new();
    for (address, declared) in declared {
        for (needed, _) in references(&declared.tree) {
            needs.entry(address.clone()).or_default().insert(Address::from(needed));
        }
    }
    Graph::of(needs)
}

/// A finding for each circle, which quotes every resource on it.
pub(super) fn circles(graph: &Graph, declared: &BTreeMap<Address, Declared>) -> Vec<Finding> {
    graph.circles().iter().filter_map(|members| circle(members, declared)).collect()
}

fn circle(members: &[Address], declared: &BTreeMap<Address, Declared>) -> Option<Finding> {
    let places: Vec<(&Address, Span)> = members
        .iter()
        .filter_map(|address| declared.get(address).map(|declared| (address, declared.span)))
        .collect();
    let (first, rest) = places.split_first()?;
    let message = match rest {
        [] => format!("`{}` refers to itself", first.0),
        _ => format!("{} resources refer to one another in a circle", places.len()),
    };
    let finding = Finding::error("reference-cycle", first.1, message).label(first.0.to_string());
    let finding = rest
        .iter()
        .fold(finding, |finding, (address, span)| finding.also(*span, address.to_string()))
        .help("write one of the values out, or move it into a variable");
    Some(finding)
}

/// References to what is not declared at this site, or to an attribute that nothing of it has.
pub(super) fn dangling(mentions: &[Mention], declared: &BTreeMap<Address, Declared>) -> Vec<Finding> {
    let names = LazyCell::new(|| names(declared));
    let finding = |mention: &Mention| match declared.get(&mention.address) {
        None => Some(undeclared(mention, &names)),
        Some(target) if !target.resource.attributes.contains(&mention.attribute.as_str()) => {
            let known: Vec<String> =
                target.resource.attributes.iter().map(|name| format!("`{name}`")).collect();
            let message = format!("a {} has no attribute `{}`", target.resource.name, mention.attribute);
            let finding = Finding::error("unknown-reference", mention.span, message);
            Some(finding.help(format!("it has {}", known.join(", "))))
        }
        Some(_) => None,
    };
    mentions.iter().filter_map(finding).collect()
}

/// What is declared of each sort of resource, for names that are mistyped.
type Names<'a> = BTreeMap<&'a str, Vocabulary<'a>>;

fn names(declared: &BTreeMap<Address, Declared>) -> Names<'_> {
    let mut names: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    for address in declared.keys() {
        names.entry(address.kind()).or_default().push(address.name());
    }
    names.into_iter().map(|(kind, names)| (kind, Vocabulary::new(names))).collect()
}

fn undeclared(mention: &Mention, names: &Names<'_>) -> Finding {
    let Mention { address, span, .. } = mention;
    let kind = address.kind();
    let finding = undeclared_finding(address.as_str(), *span);
    match names.get(kind).and_then(|names| names.nearest(address.name())) {
        Some(near) => finding.label(format!("did you mean `{kind}/{near}`?")),
        None => finding.help("a reference names a resource of this stack at this site by its address"),
    }
}

/// References that would make more than anything can hold: they multiply from one to the next.
pub(super) fn too_long(bound: &Bound<'_>) -> Vec<Finding> {
    let finding = |declared: &Declared| {
        let message = format!("what `{}` refers to is too long", declared.address);
        Finding::error("reference-size", declared.span, message)
            .label("its references stand for more than 1 MiB, or all of this site's for more than 64 MiB")
            .help("AWS takes no text of a sixteenth of that: write the values out, or refer to fewer")
    };
    bound.too_long().map(finding).collect()
}
