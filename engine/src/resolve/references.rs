//! References: who makes which, and those that cannot be.

use std::collections::BTreeMap;

use schema::reference::{Piece, pieces};
use schema::{Finding, Origin, Span, Tree};

use super::interpolate::Mention;
use crate::address::Address;
use crate::bind::Bound;
use crate::contract::Declared;
use crate::graph::{Graph, Needs};

/// Dangling references for which it is worked out what was meant: beyond that it is one mistake many times.
const GUESSES: usize = 100;
/// How many letters a near miss may be off.
const NEAR: usize = 2;

/// The graph that the references in trees make.
pub(super) fn graph(declared: &BTreeMap<Address, Declared>) -> Graph {
    let mut needs = Needs::new();
    for (address, declared) in declared {
        each(&declared.tree, &mut |needed, _| {
            needs.entry(address.clone()).or_default().insert(Address::from(needed));
        });
    }
    Graph::of(needs)
}

/// Calls back with the address and the attribute of every reference in a tree.
pub(super) fn each(tree: &Tree, found: &mut impl FnMut(&str, &str)) {
    match tree {
        Tree::Text(text) => in_text(text, found),
        Tree::Secret(secret) => {
            if let Some(Origin::Reference { text }) = &secret.origin {
                in_text(text, found);
            }
        }
        Tree::List(items) | Tree::Set(items) => items.iter().for_each(|item| each(item, found)),
        Tree::Map(map) => map.values().for_each(|value| each(value, found)),
        Tree::Undeclared | Tree::Bool(_) | Tree::Number(_) => {}
    }
}

fn in_text(text: &str, found: &mut impl FnMut(&str, &str)) {
    for piece in pieces(text) {
        if let Piece::Reference { address, attribute } = piece {
            found(address, attribute);
        }
    }
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
    let mut guesses = GUESSES;
    let finding = |mention: &Mention| match declared.get(&mention.address) {
        None => {
            let message = format!("nothing here declares `{}`", mention.address);
            let near = guesses.checked_sub(1).and_then(|left| {
                guesses = left;
                near(&mention.address, declared)
            });
            let finding = Finding::error("unknown-reference", mention.span, message);
            Some(match near {
                Some(near) => finding.label(format!("did you mean `{near}`?")),
                None => {
                    finding.help("a reference names a resource of this stack at this site by its address")
                }
            })
        }
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

fn near<'a>(address: &Address, declared: &'a BTreeMap<Address, Declared>) -> Option<&'a Address> {
    declared
        .keys()
        .filter(|known| known.kind() == address.kind())
        .find(|known| strsim::damerau_levenshtein(known.name(), address.name()) <= NEAR)
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
