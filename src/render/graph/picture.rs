//! The graph as every format draws it: numbered nodes and arrows between them.

use std::collections::BTreeMap;

use engine::Address;
use engine::resolve::Desired;

/// What is declared, and who refers to whom.
pub(super) struct Picture<'a> {
    /// Every resource, by address.
    pub(super) nodes: Vec<&'a Address>,
    /// From what refers to what it refers to, both by their place in `nodes`.
    pub(super) arrows: Vec<(usize, usize)>,
    /// For each node how many arrows the longest way from it has.
    pub(super) depths: Vec<usize>,
    /// For each node those at the other ends of its arrows.
    pub(super) others: Vec<Vec<usize>>,
}

impl<'a> Picture<'a> {
    pub(super) fn of(desired: &'a Desired) -> Self {
        let nodes: Vec<&Address> = desired.declared.keys().collect();
        let places: BTreeMap<&Address, usize> = nodes.iter().copied().zip(0..).collect();
        let place = |(from, to)| Some((*places.get(from)?, *places.get(to)?));
        let arrows: Vec<(usize, usize)> = desired.graph.edges().filter_map(place).collect();
        let mut others = vec![Vec::new(); nodes.len()];
        for (from, to) in &arrows {
            others[*from].push(*to);
            if from != to {
                others[*to].push(*from);
            }
        }
        let depths = desired.graph.depths();
        let depths = nodes.iter().map(|node| depths.get(node).copied().unwrap_or_default()).collect();
        Self { nodes, arrows, depths, others }
    }
}
