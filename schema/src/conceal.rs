//! Which parts of a source must never be printed, whatever a snippet wants to show.
//!
//! A secret that somebody wrote into a manifest is a mistake with a finding of its own; but any
//! finding's snippet may show the lines around it, so who prints a source asks here first. It
//! leans to hiding: a mistyped `type` hides the value too.

use crate::node::{Entry, Node};
use crate::source::{SourceId, Sources, Span};
use crate::suspicion::means_secret;
use crate::yaml;

/// The fields of a parameter that say nothing of its value.
const HARMLESS: &[&str] = &[
    "type",
    "valueFrom",
    "manage",
    "description",
    "keyId",
    "tier",
    "allowedPattern",
    "dataType",
    "policies",
    "labels",
    "tags",
    "movedFrom",
];

/// Every place of a source that a renderer masks, besides those that its finding names. The mask
/// must not tell how long the text is.
pub fn concealed(sources: &Sources, id: SourceId) -> Vec<Span> {
    let (documents, findings) = yaml::documents(sources, id);
    let mut spans: Vec<_> = findings.into_iter().flat_map(|finding| finding.conceal).collect();
    spans.extend(documents.iter().flat_map(Node::walk).flat_map(suspects).map(|entry| entry.value.span));
    spans.sort_unstable();
    spans.dedup();
    spans
}

/// What may be the value of a secret parameter: all of its map that is not known to be harmless.
fn suspects(map: &Node) -> impl Iterator<Item = &Entry> {
    let entries = map.entries();
    let suspect = entries.iter().any(says_secret) || has_doubtful_value(map);
    entries.iter().filter(move |entry| suspect && !is_harmless(entry))
}

/// A field that makes its map a secret parameter: `type: SecureString`, either word mistyped.
fn says_secret(entry: &Entry) -> bool {
    entry.value.scalar().is_some_and(|scalar| means_secret(&scalar.text))
}

/// A value whose type is none that is known to be plain.
fn has_doubtful_value(node: &Node) -> bool {
    let said = node.get("type").and_then(Node::scalar);
    node.get("value").is_some() && said.is_some_and(|said| !["String", "StringList"].contains(&&*said.text))
}

/// Whether a parameter may be meant as a secret although its type could not be read: the type is
/// mistyped, or its key is. Only manifests with findings are in doubt.
pub(crate) fn is_doubtful(parameter: &Node) -> bool {
    let strange = |entry: &&Entry| entry.key.text != "value" && !HARMLESS.contains(&entry.key.text.as_str());
    has_doubtful_value(parameter) || parameter.entries().iter().filter(strange).any(says_secret)
}

/// A harmless field keeps its words, the type among them.
fn is_harmless(entry: &Entry) -> bool {
    HARMLESS.contains(&entry.key.text.as_str()) || says_secret(entry)
}
