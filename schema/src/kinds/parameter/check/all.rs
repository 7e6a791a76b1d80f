//! Every check of a hierarchy.

use crate::finding::Finding;
use crate::kinds::parameter::check::pattern::Patterns;
use crate::kinds::parameter::check::{
    data_type, entry, labels, moves, names, plain, policies, source, tags, value,
};
use crate::kinds::parameter::{
    Declared, ParameterDeclaration, ParameterHierarchy, Surroundings, WrittenParameter, expand,
};
use crate::node::{Entry, Node};
use crate::shape::decode_judged;
use crate::source::Span;

/// The parameters of an interpolated `spec` and every mistake in it. Texts that hold references
/// are not judged. With errors among the findings the parameters are partial.
pub fn read(spec: &Node, around: Surroundings<'_>) -> (Vec<Declared>, Vec<Finding>) {
    let mut declared = Vec::new();
    let judge = |hierarchy: &ParameterHierarchy, findings: &mut Vec<Finding>| {
        declared = expand(hierarchy, spec, around);
        check(hierarchy, spec, around, &declared, findings);
    };
    let (_, findings) = decode_judged(spec, judge);
    (declared, findings)
}

/// One parameter under judgement.
#[derive(Clone, Copy)]
pub(super) struct Candidate<'a> {
    /// Its key and value as written.
    pub entry: &'a Entry,
    /// The map, where it was written as one.
    pub written: Option<&'a WrittenParameter>,
    /// What it came to.
    pub declared: &'a Declared,
}

impl Candidate<'_> {
    /// The key, where what is missing is reported.
    pub fn key(&self) -> Span {
        self.entry.key.span
    }

    /// The node of a field.
    pub fn node(&self, field: &str) -> Option<&Node> {
        self.entry.value.get(field)
    }

    /// The value of a field, or the key of the parameter.
    pub fn place(&self, field: &str) -> Span {
        self.node(field).map_or(self.key(), Node::head)
    }

    /// The value, written short or as a field.
    pub fn value(&self) -> &Node {
        self.node("value").unwrap_or(&self.entry.value)
    }
}

/// Checks a hierarchy that was decoded from `spec` and expanded.
pub fn check(
    hierarchy: &ParameterHierarchy,
    spec: &Node,
    around: Surroundings<'_>,
    declared: &[Declared],
    findings: &mut Vec<Finding>,
) {
    let path = names::check_path(hierarchy, spec, findings);
    tags::check_shared(hierarchy, spec, around, findings);
    names::check_shared_key(hierarchy, spec, findings);
    moves::check(declared, findings);
    let mut patterns = Patterns::default();
    for (entry, declared) in pairs(spec, hierarchy, declared) {
        names::check(entry, declared, &path, around.region, findings);
        let written = match &hierarchy.parameters[&entry.key.text] {
            ParameterDeclaration::Short(_) => None,
            ParameterDeclaration::Whole(written) => Some(&**written),
        };
        let candidate = Candidate { entry, written, declared };
        if let Some(written) = written {
            entry::check(candidate, written, findings);
            source::check(candidate, written, findings);
            policies::check(candidate, written, findings);
            labels::check(candidate, written, findings);
            tags::check_own(candidate, findings);
        }
        value::check(candidate, findings);
        plain::check(candidate, findings);
        data_type::check(candidate, findings);
        patterns.check(candidate, findings);
    }
}

/// Entries and what they came to: expanding leaves out what could not be read.
fn pairs<'a>(
    spec: &'a Node,
    hierarchy: &'a ParameterHierarchy,
    declared: &'a [Declared],
) -> impl Iterator<Item = (&'a Entry, &'a Declared)> {
    let entries = spec.get("parameters").map(Node::entries).unwrap_or_default();
    entries.iter().filter(|entry| hierarchy.parameters.contains_key(&entry.key.text)).zip(declared)
}
