//! What manifests ask for with its references replaced: one walk along the graph, what is needed first.
//!
//! Nothing here follows a reference from the one that makes it: by the time that something is bound, all
//! that it refers to is. So the steps grow with the number of references, however they are woven.

use std::borrow::Cow;
use std::collections::BTreeMap;

use schema::bounds::SITE;
use schema::{Origin, Tree};

use crate::address::Address;
use crate::contract::Declared;
use crate::graph::Graph;
use crate::site::Site;
use crate::tree::{TooLong, bind};

/// What AWS holds of a declared resource, for whoever refers to it.
#[derive(Clone, Copy, Default)]
pub struct There<'a> {
    /// AWS's id or name, where it will be the same after an apply.
    pub id: Option<&'a str>,
    /// What AWS holds.
    pub tree: Option<&'a Tree>,
}

/// What every declared resource asks for, each reference replaced that can be known.
pub struct Bound<'a> {
    site: &'a Site,
    nodes: BTreeMap<&'a Address, Node<'a>>,
    room: usize,
}

struct Node<'a> {
    declared: &'a Declared,
    tree: Cow<'a, Tree>,
    there: There<'a>,
    room: Room,
}

/// Whether there was room for what references make.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Room {
    Enough,
    TooLittle,
}

/// Goes through what is declared, what is needed before what needs it.
pub fn along<'a>(
    declared: &'a BTreeMap<Address, Declared>,
    graph: &'a Graph,
) -> impl Iterator<Item = &'a Declared> {
    let woven = graph.order().filter_map(|address| declared.get(address));
    let loose = |one: &&Declared| graph.ends(&one.address) && graph.needs(&one.address).next().is_none();
    woven.chain(declared.values().filter(loose))
}

impl<'a> Bound<'a> {
    /// Binds everything. `there` tells what AWS holds of one, given what is wanted of it; it is asked of
    /// those alone that something refers to.
    pub fn of(
        declared: &'a BTreeMap<Address, Declared>,
        graph: &'a Graph,
        site: &'a Site,
        there: impl Fn(&'a Declared, &Tree) -> There<'a>,
    ) -> Self {
        let mut bound = Self { site, nodes: BTreeMap::new(), room: SITE };
        for one in along(declared, graph) {
            let refers = graph.needs(&one.address).next().is_some();
            let (tree, room) = match refers.then(|| bound.bind(&one.tree)) {
                None => (Cow::Borrowed(&one.tree), Room::Enough),
                Some(Ok(tree)) => (Cow::Owned(tree), Room::Enough),
                // What is left as it is stays known to be unknown.
                Some(Err(TooLong)) => (Cow::Borrowed(&one.tree), Room::TooLittle),
            };
            let there = if graph.ends(&one.address) { There::default() } else { there(one, &tree) };
            bound.nodes.insert(&one.address, Node { declared: one, tree, there, room });
        }
        bound
    }

    /// The same of what manifests alone can tell.
    pub fn by_manifests(declared: &'a BTreeMap<Address, Declared>, graph: &'a Graph, site: &'a Site) -> Self {
        Self::of(declared, graph, site, |_, _| There::default())
    }

    /// What is wanted of a declared resource.
    pub fn tree(&self, address: &Address) -> Option<&Tree> {
        self.nodes.get(address).map(|node| node.tree.as_ref())
    }

    /// Every declared resource, with what is wanted of it.
    pub fn trees(&self) -> impl Iterator<Item = (&'a Declared, &Tree)> {
        self.nodes.values().map(|node| (node.declared, node.tree.as_ref()))
    }

    /// Those whose references would make more than there is room for.
    pub fn too_long(&self) -> impl Iterator<Item = &'a Declared> {
        self.nodes.values().filter(|node| node.room == Room::TooLittle).map(|node| node.declared)
    }

    fn bind(&mut self, tree: &Tree) -> Result<Tree, TooLong> {
        let mut room = self.room;
        let bound = bind(tree, &mut room, &|address, attribute| self.attribute(address, attribute));
        self.room = room;
        bound
    }

    /// An attribute as it will be: of what is wanted, or of what AWS holds where the manifest leaves it
    /// open. What AWS invents anew is not known.
    fn attribute(&self, address: &Address, attribute: &str) -> Option<Tree> {
        let Node { declared, tree, there, room: _ } = self.nodes.get(address)?;
        let id = declared.id.as_deref().or(there.id);
        let known = |tree: &Tree| (declared.resource.attribute)(attribute, self.site, id, tree).known();
        let live = || there.tree.and_then(known);
        match known(tree) {
            // It was drawn once, and is kept.
            Some(Tree::Secret(secret)) if matches!(secret.origin, Some(Origin::Generate { .. })) => live(),
            Some(tree) => Some(tree),
            None => live(),
        }
    }
}
