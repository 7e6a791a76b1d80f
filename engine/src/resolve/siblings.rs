//! The manifests beside one at its site, for what none of them can know alone: which operating
//! system a patch group's baseline is for, or that two ask for what there is only one of.

use std::sync::Arc;

use schema::{Manifest, Node};

use super::interpolate::Beside;

/// The manifests of a site, in the order read.
#[derive(Clone, Copy)]
pub struct Siblings<'a> {
    manifests: &'a [&'a Manifest],
    beside: &'a Beside<'a>,
}

impl<'a> Siblings<'a> {
    pub(super) fn new(manifests: &'a [&'a Manifest], beside: &'a Beside<'a>) -> Self {
        Self { manifests, beside }
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
        self.beside.interpolated(&manifest.spec)
    }

    /// One field of a manifest's spec, interpolated.
    pub fn field(&self, manifest: &Manifest, name: &str) -> Option<Arc<Node>> {
        Some(self.beside.interpolated(manifest.spec.get(name)?))
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use schema::{Sources, read_manifests};

    use super::*;
    use crate::resolve::interpolate::Values;
    use crate::site::Site;

    const MANIFEST: &str = "\
apiVersion: trueup/v1
kind: PatchGroup
metadata: {name: web}
spec: {name: 'web-${var.size}'}
";

    /// However often they ask: what a manifest makes of itself is not taken by those that look at it.
    #[test]
    fn each_is_made_once_and_at_nobodys_cost() {
        let mut sources = Sources::default();
        let source = sources.add("m.yaml", MANIFEST);
        let (manifests, findings) = read_manifests(&sources, [source]);
        assert_eq!(findings, []);
        let manifests: Vec<&Manifest> = manifests.iter().collect();
        let variables = BTreeMap::from([("size".to_owned(), "large".to_owned())]);
        let site = Site {
            stack: "shop".into(),
            environment: "production".into(),
            region: "us-east-1".into(),
            account: "123456789012".into(),
        };
        let values = Values::new(&variables, &site, &sources);
        let beside = Beside::new(&values);
        let siblings = Siblings::new(&manifests, &beside);
        let name = || siblings.field(manifests[0], "name").expect("it has one");
        assert_eq!(name().scalar().expect("a text").text, "web-large");
        assert!(Arc::ptr_eq(&name(), &name()));
        assert!(Arc::ptr_eq(&siblings.spec(manifests[0]), &siblings.spec(manifests[0])));
        assert!(siblings.field(manifests[0], "none").is_none());
        assert_eq!(values.made(), 0);
    }
}
