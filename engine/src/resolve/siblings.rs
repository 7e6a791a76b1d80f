//! The manifests beside one at its site, for what none of them can know alone: which operating
//! system a patch group's baseline is for, or that two ask for what there is only one of.

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::collections::btree_map::Entry;
use std::rc::Rc;

use schema::{Manifest, Node, Span};

use super::interpolate::{Values, interpolate, interpolate_value};

/// The manifests of a site, in the order read.
#[derive(Clone)]
pub struct Siblings<'a> {
    manifests: &'a [&'a Manifest],
    made: Rc<Made<'a>>,
}

/// What was interpolated of them, each once: all that refer to a manifest ask for the same of it.
struct Made<'a> {
    values: Values<'a>,
    /// By manifest.
    specs: RefCell<BTreeMap<Span, Rc<Node>>>,
    /// By manifest and field.
    fields: RefCell<BTreeMap<(Span, String), Rc<Node>>>,
}

impl<'a> Siblings<'a> {
    pub(super) fn new(manifests: &'a [&'a Manifest], values: &Values<'a>) -> Self {
        let made = Made { values: values.again(), specs: RefCell::default(), fields: RefCell::default() };
        Self { manifests, made: Rc::new(made) }
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
    pub fn spec(&self, manifest: &Manifest) -> Rc<Node> {
        let Made { values, specs, fields: _ } = &*self.made;
        let mut specs = specs.borrow_mut();
        let made = specs.entry(manifest.span).or_insert_with(|| {
            let mut spec = manifest.spec.clone();
            interpolate(&mut spec, values);
            Rc::new(spec)
        });
        Rc::clone(made)
    }

    /// One field of a manifest's spec, interpolated.
    pub fn field(&self, manifest: &Manifest, name: &str) -> Option<Rc<Node>> {
        let Made { values, specs: _, fields } = &*self.made;
        let made = match fields.borrow_mut().entry((manifest.span, name.to_owned())) {
            Entry::Occupied(made) => Rc::clone(made.get()),
            Entry::Vacant(place) => {
                let mut field = manifest.spec.get(name)?.clone();
                interpolate_value(&mut field, values);
                Rc::clone(place.insert(Rc::new(field)))
            }
        };
        Some(made)
    }
}

#[cfg(test)]
mod tests {
    use schema::{Sources, read_manifests};

    use super::*;
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
        let siblings = Siblings::new(&manifests, &values);
        let name = || siblings.field(manifests[0], "name").expect("it has one");
        assert_eq!(name().scalar().expect("a text").text, "web-large");
        assert!(Rc::ptr_eq(&name(), &name()));
        assert!(Rc::ptr_eq(&siblings.spec(manifests[0]), &siblings.clone().spec(manifests[0])));
        assert!(siblings.field(manifests[0], "none").is_none());
        assert_eq!(values.made(), 0);
    }
}
