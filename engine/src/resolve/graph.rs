//! Who needs whom: references between what is declared.

use std::collections::{BTreeMap, BTreeSet};

use petgraph::algo::tarjan_scc;
use petgraph::graph::{DiGraph, NodeIndex};
use schema::reference::{Piece, pieces};
use schema::{Finding, Origin, Span, Tree};

use crate::address::Address;
use crate::contract::Declared;

/// For each address that refers to others, which.
pub type Edges = BTreeMap<Address, BTreeSet<Address>>;

/// Finds the edges that the references in trees make.
pub(super) fn edges(declared: &BTreeMap<Address, Declared>) -> Edges {
    let mut edges = Edges::new();
    for (address, declared) in declared {
        let mut needs = BTreeSet::new();
        mentions(&declared.tree, &mut |needed| {
            needs.insert(Address::from(needed));
        });
        if !needs.is_empty() {
            edges.insert(address.clone(), needs);
        }
    }
    edges
}

/// Calls back with the address of every reference in a tree.
pub(crate) fn mentions(tree: &Tree, found: &mut impl FnMut(&str)) {
    match tree {
        Tree::Text(text) => in_text(text, found),
        Tree::Secret(secret) => {
            if let Some(Origin::Reference { text }) = &secret.origin {
                in_text(text, found);
            }
        }
        Tree::List(items) | Tree::Set(items) => items.iter().for_each(|item| mentions(item, found)),
        Tree::Map(map) => map.values().for_each(|value| mentions(value, found)),
        Tree::Undeclared | Tree::Bool(_) | Tree::Number(_) => {}
    }
}

fn in_text(text: &str, found: &mut impl FnMut(&str)) {
    for piece in pieces(text) {
        if let Piece::Reference { address, .. } = piece {
            found(address);
        }
    }
}

/// A finding for each cycle, which quotes every resource on it.
pub(super) fn cycles(edges: &Edges, declared: &BTreeMap<Address, Declared>) -> Vec<Finding> {
    let mut graph = DiGraph::<&Address, ()>::new();
    let mut nodes: BTreeMap<&Address, NodeIndex> = BTreeMap::new();
    for (from, to) in edges.iter().flat_map(|(from, needs)| needs.iter().map(move |to| (from, to))) {
        let from = *nodes.entry(from).or_insert_with(|| graph.add_node(from));
        let to = *nodes.entry(to).or_insert_with(|| graph.add_node(to));
        graph.update_edge(from, to, ());
    }
    let circles = tarjan_scc(&graph).into_iter().filter(|circle| match circle[..] {
        [single] => graph.contains_edge(single, single),
        _ => true,
    });
    circles
        .map(|circle| {
            let mut members: Vec<&Address> = circle.into_iter().map(|node| graph[node]).collect();
            members.sort();
            finding(&members, declared)
        })
        .collect()
}

fn finding(members: &[&Address], declared: &BTreeMap<Address, Declared>) -> Finding {
    let places: Vec<(&Address, Span)> = members
        .iter()
        .filter_map(|address| declared.get(*address).map(|declared| (*address, declared.span)))
        .collect();
    let (first, rest) = places.split_first().expect("a cycle runs through declared resources only");
    let message = match rest {
        [] => format!("`{}` refers to itself", first.0),
        _ => format!("{} resources refer to one another in a circle", places.len()),
    };
    let finding = Finding::error("reference-cycle", first.1, message).label(first.0.to_string());
    rest.iter()
        .fold(finding, |finding, (address, span)| finding.also(*span, address.to_string()))
        .help("write one of the values out, or move it into a variable")
}
