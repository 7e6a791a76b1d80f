//! Which parts of a source must never be printed, whatever a snippet wants to show.
//!
//! A secret that somebody wrote into a manifest is a mistake with a finding of its own; but any
//! finding's snippet may show the lines around it, so who prints a source asks here first. It
//! leans to hiding: a mistyped `type` hides the value too.

use crate::node::{Entry, Node, Value};
use crate::source::{SourceId, Sources, Span};
use crate::suspicion::{is_marked, means_secret};
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

/// What `valueFrom` may hold, `env` beside them.
const SOURCES: &[&str] = &["file", "sops", "secretsManager", "generate", "exec", "verbatim"];

/// Every place of a source that a renderer masks, besides those that its finding names. The mask
/// must not tell how long the text is.
pub fn concealed(sources: &Sources, id: SourceId) -> Vec<Span> {
    let (documents, findings) = yaml::documents(sources, id);
    let mut spans: Vec<_> = findings.into_iter().flat_map(|finding| finding.conceal).collect();
    for map in documents.iter().flat_map(Node::walk) {
        spans.extend(suspects(map).map(|entry| entry.value.span));
        spans.extend(map.get("valueFrom").into_iter().flat_map(sourceless));
    }
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

/// What stands where the source of a value belongs and names none: it may be the value itself.
fn sourceless(from: &Node) -> Vec<Span> {
    let Value::Map(entries) = &from.value else { return vec![from.span] };
    let names_none = |entry: &&Entry| match entry.key.text.as_str() {
        "env" => !entry.value.scalar().is_some_and(|name| names_variable(&name.text)),
        source => !SOURCES.contains(&source),
    };
    entries.iter().filter(names_none).map(|entry| entry.value.span).collect()
}

/// Whether a text can be the name of an environment variable, or is made of others that stand in it. Who
/// shows another shows what may be the value itself.
pub fn names_variable(text: &str) -> bool {
    let name = || text.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_');
    !is_marked(text) && (text.contains("${") || name())
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
