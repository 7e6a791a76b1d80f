//! What manifests ask for with its references replaced: one walk along the graph, what is needed first.
//!
//! Nothing here follows a reference from the one that makes it: by the time that something is bound, all
//! that it refers to is. So the steps grow with the number of references, however they are woven.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};

use schema::bounds::SITE;
use schema::{Origin, Tree};

use crate::address::Address;
use crate::contract::{Attribute, Declared};
use crate::graph::Graph;
use crate::site::{SECRET_TAG, Site};
use crate::tree::{TooLong, bind, hide, references};

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
    fit: Fit,
}

/// Whether what references make can stand where they stand. Where it cannot they are left: what they
/// refer to stays known to be unknown.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Fit {
    Fits,
    TooLong,
    /// A secret stands where AWS would show it.
    Shows,
    /// What holds a secret has no room for the tag that says so.
    Unmarked,
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
            let (tree, fit) = match refers.then(|| bound.fitted(one)) {
                None => (Cow::Borrowed(&one.tree), Fit::Fits),
                Some(Ok(tree)) => (Cow::Owned(tree), Fit::Fits),
                Some(Err(fit)) => (Cow::Borrowed(&one.tree), fit),
            };
            let there = if graph.ends(&one.address) { There::default() } else { there(one, &tree) };
            bound.nodes.insert(&one.address, Node { declared: one, tree, there, fit });
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
        self.nodes.values().filter(|node| node.fit == Fit::TooLong).map(|node| node.declared)
    }

    /// Why a resource cannot hold a secret that it refers to and that AWS alone tells to be one; in words.
    pub fn reveals(&self, address: &Address) -> Option<String> {
        let node = self.nodes.get(address)?;
        let why = match node.fit {
            Fit::Fits | Fit::TooLong => return None,
            Fit::Shows => "would be shown here".to_owned(),
            Fit::Unmarked => format!("has no room here for the tag `{SECRET_TAG}`"),
        };
        let all =
            references(&node.declared.tree).map(|(address, attribute)| (Address::from(address), attribute));
        let secret = all.filter(|(address, attribute)| {
            self.attribute(address, attribute).is_some_and(|tree| tree.holds_secret())
        });
        let secret: BTreeSet<String> = secret.map(|(address, _)| format!("`{address}`")).collect();
        let secret: Vec<String> = secret.into_iter().collect();
        Some(format!("what {} holds is secret in AWS, and {why}", secret.join(" and ")))
    }

    /// What is wanted with its references replaced. Where that holds a secret, its tags say so.
    fn fitted(&mut self, one: &Declared) -> Result<Tree, Fit> {
        let tree = self.bind(&one.tree).map_err(|TooLong| Fit::TooLong)?;
        if !tree.holds_secret() {
            return Ok(tree);
        }
        (one.resource.retype)(&tree).map_err(|_| Fit::Shows)?;
        if !(one.resource.reveals)(&tree) {
            return Ok(tree);
        }
        one.marked(tree, &[SECRET_TAG]).map_err(|_| Fit::Unmarked)
    }

    fn bind(&mut self, tree: &Tree) -> Result<Tree, TooLong> {
        let mut room = self.room;
        let bound = bind(tree, &mut room, &|address, attribute| self.attribute(address, attribute));
        self.room = room;
        bound
    }

    /// An attribute as it will be: of what is wanted, or of what AWS holds where the manifest leaves it
    /// open. What AWS invents anew is not known. What either says is secret is.
    fn attribute(&self, address: &Address, attribute: &str) -> Option<Tree> {
        let Node { declared, tree, there, fit: _ } = self.nodes.get(address)?;
        let id = declared.id.as_deref().or(there.id);
        let told = |tree: &Tree| (declared.resource.attribute)(attribute, self.site, id, tree);
        let live = || told(there.tree?).known();
        match told(tree) {
            // It was drawn once, and is kept.
            Attribute::Known(Tree::Secret(secret))
                if matches!(secret.origin, Some(Origin::Generate { .. })) =>
            {
                live().and_then(hide)
            }
            Attribute::Known(tree) => Some(tree),
            Attribute::Withheld => live().and_then(hide),
            Attribute::Later => live(),
        }
    }
}
