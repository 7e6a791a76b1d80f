//! Secrets may stand only where they stay secret: not in a text that AWS shows to whoever may read
//! the resource.

use std::collections::{BTreeMap, BTreeSet};

use schema::reference::{Piece, pieces};
use schema::{Finding, Origin, Secret, Span, Tree};

use super::interpolate::Mention;
use crate::address::Address;
use crate::bind::along;
use crate::contract::{Attribute, Declared};
use crate::graph::Graph;
use crate::site::Site;
use crate::tree::references;

/// References to secrets that are told of one resource: beyond that it is one mistake many times, and
/// to tell each apart takes walks of the whole resource.
const MOST: usize = 20;

/// A finding for each reference to a secret in a field that cannot hold one. `documents` are the places
/// of the manifests.
pub(super) fn exposed(
    declared: &BTreeMap<Address, Declared>,
    graph: &Graph,
    mentions: &[Mention],
    documents: impl Iterator<Item = Span>,
    site: &Site,
) -> Vec<Finding> {
    let secrecy = Secrecy::of(declared, graph, site);
    let mentions = Mentions::of(mentions, documents);
    let mut findings = Vec::new();
    for holder in declared.values().filter(|holder| graph.needs(&holder.address).next().is_some()) {
        for reference in secrecy.misplaced(holder) {
            let target = declared.get(&reference.0).map(|target| target.span);
            findings.extend(mentions.places(&reference, holder.span).into_iter().map(|place| {
                let finding = Finding::error("reference-not-allowed", place, "a secret cannot stand here")
                    .label("AWS would show it to whoever may read this");
                target
                    .map_or(finding.clone(), |span| finding.also(span, "this is secret"))
                    .help("let what runs read it from Parameter Store itself")
            }));
        }
    }
    findings
}

/// A resource and its attribute.
type Reference = (Address, String);

/// Where references stand.
struct Mentions<'a> {
    /// By what they refer to, in the order of the texts.
    of: BTreeMap<(&'a Address, &'a str), Vec<&'a Mention>>,
    /// The manifests, in the order of the texts.
    documents: BTreeSet<Span>,
}

impl<'a> Mentions<'a> {
    fn of(mentions: &'a [Mention], documents: impl Iterator<Item = Span>) -> Self {
        let mut of: BTreeMap<(&Address, &str), Vec<&Mention>> = BTreeMap::new();
        for mention in mentions {
            of.entry((&mention.address, &mention.attribute)).or_default().push(mention);
        }
        of.values_mut().for_each(|all| all.sort_by_key(|mention| mention.inside));
        Self { of, documents: documents.collect() }
    }

    /// Where a resource makes a reference. One that is not written as a whole, such as a window, has only
    /// its name's place: then it is anywhere in its manifest.
    fn places(&self, reference: &Reference, holder: Span) -> BTreeSet<Span> {
        let document = self.documents.range(..=Span { end: u32::MAX, ..holder }).next_back();
        let document = document.copied().filter(|document| document.holds(holder));
        let wholes = [Some(holder), document].into_iter().flatten();
        let places = wholes.map(|whole| self.within(reference, whole)).find(|places| !places.is_empty());
        places.unwrap_or_else(|| BTreeSet::from([holder]))
    }

    fn within(&self, (address, attribute): &Reference, whole: Span) -> BTreeSet<Span> {
        let Some(all) = self.of.get(&(address, attribute.as_str())) else { return BTreeSet::new() };
        let from = all.partition_point(|mention| mention.inside < Span { end: whole.start, ..whole });
        let within = all[from..].iter().take_while(|mention| whole.holds(mention.inside));
        within.map(|mention| mention.span).collect()
    }
}

/// What is secret of what is declared: for each resource its tree with a secret in the place of every
/// reference to one. What cannot hold its secret has none, and is told by its own finding.
pub(super) struct Secrecy<'a> {
    site: &'a Site,
    trees: BTreeMap<&'a Address, (&'a Declared, Tree)>,
}

impl<'a> Secrecy<'a> {
    pub(super) fn of(declared: &'a BTreeMap<Address, Declared>, graph: &'a Graph, site: &'a Site) -> Self {
        let mut secrecy = Self { site, trees: BTreeMap::new() };
        for one in along(declared, graph).filter(|one| !graph.ends(&one.address)) {
            let tree = held(one, &|address, attribute| secrecy.is_secret(address, attribute));
            if let Some(tree) = tree {
                secrecy.trees.insert(&one.address, (one, tree));
            }
        }
        secrecy
    }

    /// Whether a resource holds a secret, by itself or by what it refers to.
    pub(super) fn holds_secret(&self, declared: &Declared) -> bool {
        let mut all = references(&declared.tree);
        declared.tree.holds_secret()
            || all.any(|(address, attribute)| self.is_secret(&Address::from(address), attribute))
    }

    /// Whether an attribute is secret, by itself or by what it refers to.
    fn is_secret(&self, address: &Address, attribute: &str) -> bool {
        let Some((declared, tree)) = self.trees.get(address) else { return false };
        match (declared.resource.attribute)(attribute, self.site, declared.id.as_deref(), tree) {
            Attribute::Known(tree) => tree.holds_secret(),
            Attribute::Withheld => true,
            Attribute::Later => false,
        }
    }

    /// The references to secrets that a resource cannot hold where it makes them, [`MOST`] of them. They
    /// are looked for by halves: most resources hold all of theirs.
    fn misplaced(&self, holder: &Declared) -> Vec<Reference> {
        let all = references(&holder.tree);
        let all = all.map(|(address, attribute)| (Address::from(address), attribute.to_owned()));
        let secret: BTreeSet<Reference> =
            all.filter(|(address, attribute)| self.is_secret(address, attribute)).collect();
        let secret: Vec<Reference> = secret.into_iter().collect();
        let mut misplaced = Vec::new();
        let mut open = vec![&secret[..]];
        while let Some(some) = open.pop().filter(|_| misplaced.len() < MOST) {
            let among = |address: &Address, attribute: &str| {
                some.binary_search_by(|(of, name)| (of, name.as_str()).cmp(&(address, attribute))).is_ok()
            };
            match some {
                [] => {}
                _ if held(holder, &among).is_some() => {}
                [one] => misplaced.push(one.clone()),
                _ => {
                    let (first, second) = some.split_at(some.len() / 2);
                    open.extend([second, first]);
                }
            }
        }
        misplaced
    }
}

/// What a resource asks for, with a secret in the place of some references; `None` where it cannot hold
/// one of them.
fn held(declared: &Declared, secret: &impl Fn(&Address, &str) -> bool) -> Option<Tree> {
    let marked = marked(&declared.tree, secret);
    (declared.resource.retype)(&marked).is_ok().then_some(marked)
}

/// A tree in which a text with such a reference in it, whatever else it holds, is a secret.
fn marked(tree: &Tree, secret: &impl Fn(&Address, &str) -> bool) -> Tree {
    let all = |items: &[Tree]| items.iter().map(|item| marked(item, secret)).collect::<Vec<_>>();
    match tree {
        Tree::Text(text) if refers(text, secret) => {
            Secret::unresolved(Origin::Reference { text: text.clone() }).into()
        }
        Tree::List(items) => Tree::List(all(items)),
        Tree::Set(items) => Tree::set(all(items)),
        Tree::Map(map) => Tree::map(map.iter().map(|(name, value)| (name.clone(), marked(value, secret)))),
        Tree::Text(_) | Tree::Secret(_) | Tree::Undeclared | Tree::Bool(_) | Tree::Number(_) => tree.clone(),
    }
}

fn refers(text: &str, secret: &impl Fn(&Address, &str) -> bool) -> bool {
    pieces(text).into_iter().any(|piece| match piece {
        Piece::Reference { address, attribute } => secret(&Address::from(address), attribute),
        Piece::Text(_) => false,
    })
}
