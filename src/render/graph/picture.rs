//! The graph as every format draws it: numbered nodes and arrows between them.

use std::collections::{BTreeMap, BTreeSet};

use engine::graph::{Graph, Needs};
use engine::resolve::Desired;
use engine::{Action, Address};

/// How a resource stands in what a plan changes.
pub(in crate::render) struct Stand {
    /// What is done about it; `None` for what only changes refer to.
    pub(in crate::render) action: Option<Action>,
    /// Where on the page its change is.
    pub(in crate::render) link: Option<String>,
    /// What it refers to.
    pub(in crate::render) needs: BTreeSet<Address>,
}

/// Resources, and who refers to whom.
pub(super) struct Picture<'a> {
    /// Every resource, by address.
    pub(super) nodes: Vec<&'a Address>,
    /// For each node what will be done about it, where that is known and anything is.
    pub(super) actions: Vec<Option<Action>>,
    /// From what refers to what it refers to, both by their place in `nodes`.
    pub(super) arrows: Vec<(usize, usize)>,
    /// For each node how many arrows the longest way from it has.
    pub(super) depths: Vec<usize>,
    /// For each node those at the other ends of its arrows.
    pub(super) others: Vec<Vec<usize>>,
}

impl<'a> Picture<'a> {
    /// What is declared.
    pub(super) fn of(desired: &'a Desired) -> Self {
        Self::between(desired.declared.keys().map(|address| (address, None)).collect(), &desired.graph)
    }

    /// What changes, and what that refers to.
    pub(super) fn changing(stands: &'a BTreeMap<Address, Stand>) -> Self {
        let nodes = stands.iter().map(|(address, stand)| (address, stand.action)).collect();
        let needs: Needs = stands
            .iter()
            .filter(|(_, stand)| !stand.needs.is_empty())
            .map(|(address, stand)| (address.clone(), stand.needs.clone()))
            .collect();
        Self::between(nodes, &Graph::of(needs))
    }

    fn between(nodes: BTreeMap<&'a Address, Option<Action>>, graph: &Graph) -> Self {
        let (nodes, actions): (Vec<&Address>, _) = nodes.into_iter().unzip();
        let places: BTreeMap<&Address, usize> = nodes.iter().copied().zip(0..).collect();
        let place = |(from, to)| Some((*places.get(from)?, *places.get(to)?));
        let arrows: Vec<(usize, usize)> = graph.edges().filter_map(place).collect();
        let mut others = vec![Vec::new(); nodes.len()];
        for (from, to) in &arrows {
            others[*from].push(*to);
            if from != to {
                others[*to].push(*from);
            }
        }
        let depths = graph.depths();
        let depths = nodes.iter().map(|node| depths.get(node).copied().unwrap_or_default()).collect();
        Self { nodes, actions, arrows, depths, others }
    }

    /// How many resources have no arrow.
    pub(super) fn alone(&self) -> usize {
        self.others.iter().filter(|others| others.is_empty()).count()
    }
}
