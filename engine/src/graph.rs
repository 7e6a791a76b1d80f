//! Who needs whom, and in which order that leaves things to be done: what is needed comes first.
//!
//! One graph serves every stage: resolve looks for circles in it, binding and planning go along its
//! order, output draws it. It knows addresses and nothing of what stands behind them.

use std::collections::{BTreeMap, BTreeSet};

use petgraph::algo::kosaraju_scc;
use petgraph::graph::{DiGraph, NodeIndex};

use crate::address::Address;

/// For each address that needs others, which.
pub type Needs = BTreeMap<Address, BTreeSet<Address>>;

/// Who needs whom.
#[derive(Debug, Clone, Default)]
pub struct Graph {
    needs: Needs,
    dependents: Needs,
    order: Vec<Address>,
    circles: Vec<Vec<Address>>,
}

impl Graph {
    /// The graph of some needs, in steps that grow with their number.
    pub fn of(needs: Needs) -> Self {
        let mut drawn = DiGraph::<&Address, ()>::new();
        let mut nodes: BTreeMap<&Address, NodeIndex> = BTreeMap::new();
        let mut dependents = Needs::new();
        for (from, to) in pairs(&needs) {
            let tail = *nodes.entry(from).or_insert_with(|| drawn.add_node(from));
            let head = *nodes.entry(to).or_insert_with(|| drawn.add_node(to));
            drawn.add_edge(tail, head, ());
            dependents.entry(to.clone()).or_default().insert(from.clone());
        }
        // Not the algorithm of Tarjan: petgraph's recurses as deep as the longest chain.
        let groups = kosaraju_scc(&drawn);
        let order = groups.iter().flatten().map(|node| drawn[*node].clone()).collect();
        let circle = |group: &&Vec<NodeIndex>| match group[..] {
            [single] => drawn.contains_edge(single, single),
            _ => true,
        };
        let circles = groups
            .iter()
            .filter(circle)
            .map(|group| {
                let mut members: Vec<Address> = group.iter().map(|node| drawn[*node].clone()).collect();
                members.sort();
                members
            })
            .collect();
        Self { needs, dependents, order, circles }
    }

    /// What an address needs.
    pub fn needs(&self, address: &Address) -> impl Iterator<Item = &Address> {
        self.needs.get(address).into_iter().flatten()
    }

    /// What needs an address.
    pub fn dependents(&self, address: &Address) -> impl Iterator<Item = &Address> {
        self.dependents.get(address).into_iter().flatten()
    }

    /// Whether nothing needs an address.
    pub fn ends(&self, address: &Address) -> bool {
        !self.dependents.contains_key(address)
    }

    /// Every address that needs another or is needed, what is needed before what needs it. Inside a
    /// circle the order says nothing.
    pub fn order(&self) -> impl Iterator<Item = &Address> {
        self.order.iter()
    }

    /// The circles, each with its members in order; whoever needs itself is one.
    pub fn circles(&self) -> &[Vec<Address>] {
        &self.circles
    }

    /// Every need: who, and what of.
    pub fn edges(&self) -> impl Iterator<Item = (&Address, &Address)> {
        pairs(&self.needs)
    }

    /// For each address of [`order`](Self::order) how many steps the longest way from it has. A circle
    /// counts as if it were cut somewhere.
    pub fn depths(&self) -> BTreeMap<&Address, usize> {
        let mut depths: BTreeMap<&Address, usize> = BTreeMap::new();
        for address in &self.order {
            let deepest = self.needs(address).filter_map(|needed| depths.get(needed)).max();
            depths.insert(address, deepest.map_or(0, |deepest| deepest + 1));
        }
        depths
    }
}

fn pairs(needs: &Needs) -> impl Iterator<Item = (&Address, &Address)> {
    needs.iter().flat_map(|(from, all)| all.iter().map(move |to| (from, to)))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn graph(needs: &[(&str, &[&str])]) -> Graph {
        let all = |names: &[&str]| names.iter().map(|name| Address::from(*name)).collect();
        Graph::of(needs.iter().map(|(from, to)| (Address::from(*from), all(to))).collect())
    }

    #[test]
    fn what_is_needed_comes_first() {
        let graph = graph(&[("a", &["b", "c"]), ("b", &["d"]), ("c", &["d"])]);
        let order: Vec<&str> = graph.order().map(Address::as_str).collect();
        assert!(order == ["d", "b", "c", "a"] || order == ["d", "c", "b", "a"], "{order:?}");
        assert!(graph.circles().is_empty() && graph.ends(&"a".into()) && !graph.ends(&"d".into()));
        assert_eq!(graph.depths()[&Address::from("a")], 2);
    }

    #[test]
    fn circles_are_whole() {
        let graph = graph(&[("a", &["b"]), ("b", &["c"]), ("c", &["a"]), ("x", &["x"]), ("y", &["a"])]);
        let circles: Vec<Vec<&str>> =
            graph.circles().iter().map(|circle| circle.iter().map(Address::as_str).collect()).collect();
        assert_eq!(circles.len(), 2);
        assert!(circles.contains(&vec!["a", "b", "c"]) && circles.contains(&vec!["x"]), "{circles:?}");
    }

    #[test]
    fn a_chain_is_no_recursion() {
        let link = |at: usize| Address::from(format!("p{at:06}").as_str());
        let needs: Needs = (0..200_000).map(|at| (link(at), BTreeSet::from([link(at + 1)]))).collect();
        let graph = Graph::of(needs);
        assert_eq!(graph.order().next(), Some(&link(200_000)));
        assert_eq!(graph.depths()[&link(0)], 200_000);
    }
}
