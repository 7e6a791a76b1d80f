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
        let Values { variables, site, sources, names: _, room: _ } = values;
        Self { values: Values::new(variables, site, sources), made: Mutex::default() }
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
