//! The manifests beside one at its site, for what none of them can know alone: which operating
//! system a patch group's baseline is for, or that two ask for what there is only one of.

use std::sync::Arc;

use schema::{Manifest, Node};

/// The manifests of a site, in the order read.
#[derive(Clone, Copy)]
pub struct Siblings<'a> {
    manifests: &'a [&'a Manifest],
    interpolated: &'a (dyn Fn(&Node) -> Arc<Node> + Sync),
}

impl<'a> Siblings<'a> {
    /// Manifests, and what tells a value of theirs as it is interpolated at the site.
    pub(crate) fn new(
        manifests: &'a [&'a Manifest],
        interpolated: &'a (dyn Fn(&Node) -> Arc<Node> + Sync),
    ) -> Self {
        Self { manifests, interpolated }
    }

    /// The manifests of a kind.
    pub fn of_kind(&self, kind: &'a str) -> impl Iterator<Item = &'a Manifest> + use<'a> {
        self.manifests.iter().copied().filter(move |manifest| manifest.kind.value == kind)
    }

    /// The manifests of the same kind that stand before one.
    pub fn before(&self, manifest: &'a Manifest) -> impl Iterator<Item = &'a Manifest> + use<'a> {
        self.of_kind(&manifest.kind.value).take_while(move |other| !std::ptr::eq(*other, manifest))
    }

    /// The manifest of a kind and name.
    pub fn named(&self, kind: &'a str, name: &str) -> Option<&'a Manifest> {
        self.of_kind(kind).find(|manifest| manifest.metadata.name.value == name)
    }

    /// A manifest's spec, interpolated. Its findings are told when it is declared itself.
    pub fn spec(&self, manifest: &Manifest) -> Arc<Node> {
        (self.interpolated)(&manifest.spec)
    }

    /// One field of a manifest's spec, interpolated.
    pub fn field(&self, manifest: &Manifest, name: &str) -> Option<Arc<Node>> {
        manifest.spec.get(name).map(self.interpolated)
    }
}
