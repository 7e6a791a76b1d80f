//! What is interpolated beside its own manifest, for those that look at it.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};

use schema::{Node, Span};

use super::{Values, interpolate_value};

/// Values of manifests, each interpolated once however many look at it, and with room of their own:
/// they would take it from the manifests that they are read for. Their findings are told there.
pub(in crate::resolve) struct Beside<'a> {
    values: Values<'a>,
    /// By place.
    made: Mutex<BTreeMap<Span, Arc<Node>>>,
}

impl<'a> Beside<'a> {
    /// Nothing yet, of the same site.
    pub(in crate::resolve) fn new(values: &Values<'a>) -> Self {
        let Values { variables, site, sources, names: _, leave: _, room: _ } = values;
        let values = Values::new(variables, site, sources);
        Self { values, made: Mutex::default() }
    }

    /// A value as a manifest has it, interpolated.
    pub(in crate::resolve) fn interpolated(&self, written: &Node) -> Arc<Node> {
        let mut all = self.made.lock().unwrap_or_else(PoisonError::into_inner);
        let made = all.entry(written.span).or_insert_with(|| {
            let mut made = written.clone();
            interpolate_value(&mut made, &self.values);
            Arc::new(made)
        });
        Arc::clone(made)
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
        let spec = &manifests[0].spec;
        let variables = BTreeMap::from([("size".to_owned(), "large".to_owned())]);
        let site = Site {
            origin: None,
            former: None,
            stack: "shop".into(),
            environment: "production".into(),
            region: "us-east-1".into(),
            account: "123456789012".into(),
            sandbox: false,
        };
        let values = Values::new(&variables, &site, &sources);
        let beside = Beside::new(&values);
        let name = || beside.interpolated(spec.get("name").expect("it has one"));
        assert_eq!(name().scalar().expect("a text").text, "web-large");
        assert!(Arc::ptr_eq(&name(), &name()));
        assert!(Arc::ptr_eq(&beside.interpolated(spec), &beside.interpolated(spec)));
        assert_eq!(values.made(), 0);
    }
}
