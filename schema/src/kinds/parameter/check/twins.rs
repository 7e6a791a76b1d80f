//! Two declarations of one parameter.

use std::collections::HashMap;

use crate::finding::Finding;
use crate::kinds::parameter::{Declared, address};
use crate::source::Span;

/// Refuses parameters of one site that make one name; `/x` and `x` are one. It is asked once
/// for all manifests of a site.
pub fn twins<'a>(declared: impl IntoIterator<Item = &'a Declared>) -> Vec<Finding> {
    let mut seen: HashMap<&str, Span> = HashMap::new();
    let mut findings = Vec::new();
    for one in declared {
        let place = one.places.key();
        match seen.get(address(&one.name)) {
            None => {
                seen.insert(address(&one.name), place);
            }
            Some(first) => findings.push(
                Finding::error("duplicate-resource", place, format!("`{}` is declared twice", one.name))
                    .label("again here")
                    .also(*first, "first here")
                    .help("take one of the two out"),
            ),
        }
    }
    findings
}
