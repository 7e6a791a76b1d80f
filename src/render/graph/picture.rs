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
}

impl<'a> Picture<'a> {
    pub(super) fn of(desired: &'a Desired) -> Self {
        let nodes: Vec<&Address> = desired.declared.keys().collect();
        let places: BTreeMap<&Address, usize> = nodes.iter().copied().zip(0..).collect();
        let pairs = desired.edges.iter().flat_map(|(from, needs)| needs.iter().map(move |to| (from, to)));
        let arrows = pairs.filter_map(|(from, to)| Some((*places.get(from)?, *places.get(to)?))).collect();
        Self { nodes, arrows }
    }
}
