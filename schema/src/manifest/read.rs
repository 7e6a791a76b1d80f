//! Reads every manifest of a stack.

use crate::bounds::ALIASES;
use crate::envelope::{Document, Metadata};
use crate::finding::Finding;
use crate::kinds;
use crate::manifest::adoption::check_adoption;
use crate::manifest::twins::refuse_twins;
use crate::node::Node;
use crate::shape::nearest;
use crate::source::{SourceId, Sources, Span, Spanned};
use crate::yaml;

/// One document that describes resources.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Manifest {
    /// The file that holds it.
    pub source: SourceId,
    /// The whole document.
    pub span: Span,
    /// What it describes; one of [`kinds::ALL`].
    pub kind: Spanned<String>,
    /// What it says of itself.
    pub metadata: Metadata,
    /// What it asks for, as written: interpolated and decoded once per site.
    pub spec: Node,
}

/// Reads the manifests of some sources, in order, and every mistake in them. `trueup.yaml` is
/// not among the sources: [`crate::read_stack`] reads it.
pub fn read_manifests(
    sources: &Sources,
    ids: impl IntoIterator<Item = SourceId>,
) -> (Vec<Manifest>, Vec<Finding>) {
    let mut manifests = Vec::new();
    let mut findings = Vec::new();
    let mut room = ALIASES;
    for id in ids {
        let (documents, mistakes) = yaml::documents_of(sources, id, &mut room);
        findings.extend(mistakes);
        manifests.extend(documents.into_iter().filter_map(|node| manifest(id, node, &mut findings)));
    }
    refuse_twins(&manifests, &mut findings);
    findings.sort_by_key(Finding::span);
    (manifests, findings)
}

fn manifest(source: SourceId, node: Node, findings: &mut Vec<Finding>) -> Option<Manifest> {
    let Document { span, kind, metadata, spec } = Document::read(node, findings)?;
    let known = known_kind(&kind, findings);
    let metadata = match metadata {
        Some(entry) => Metadata::read(&entry.value, entry.key.span, findings),
        None => Metadata::unread(kind.span),
    };
    check_adoption(&metadata, known?.identity, findings);
    Some(Manifest { source, span, kind, metadata, spec: spec?.value })
}

/// Nothing where the kind is none that a manifest may have here.
fn known_kind(kind: &Spanned<String>, findings: &mut Vec<Finding>) -> Option<&'static kinds::Kind> {
    let Spanned { value: name, span } = kind;
    if let Some(found) = kinds::find(name) {
        return Some(found);
    }
    findings.push(if name == "Stack" {
        Finding::error("stack-place", *span, "a `Stack` stands in `trueup.yaml` only")
            .help("move it there; one stack is one `trueup.yaml`")
    } else if kinds::NOT_YET.contains(&name.as_str()) {
        Finding::error("not-yet", *span, format!("this version of trueup cannot manage a `{name}` yet"))
            .help("take the manifest out")
    } else {
        let names = kinds::ALL.iter().map(|kind| kind.name);
        let finding = Finding::error("unknown-kind", *span, "this kind is not known");
        match nearest(name, names.clone().chain(kinds::NOT_YET.iter().copied())) {
            Some(meant) => finding.help(format!("did you mean `{meant}`?")),
            None => finding.help(format!("the kinds are {}", names.collect::<Vec<_>>().join(", "))),
        }
    });
    None
}
