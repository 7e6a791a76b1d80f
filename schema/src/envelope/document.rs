//! The four fields of every document.

use crate::envelope::API_VERSION;
use crate::finding::Finding;
use crate::node::{Entry, Node, Value};
use crate::shape::{Anything, Fields, Reader, Shape, nearest};
use crate::source::{Span, Spanned};

/// A document taken apart.
pub(crate) struct Document {
    /// The whole.
    pub span: Span,
    /// What it describes.
    pub kind: Spanned<String>,
    /// `metadata`, under its key.
    pub metadata: Option<Entry>,
    /// `spec`, under its key.
    pub spec: Option<Entry>,
}

impl Document {
    /// Takes a document apart; `None` where it has no kind to go by.
    pub fn read(node: Node, findings: &mut Vec<Finding>) -> Option<Self> {
        let span = node.span;
        if !matches!(node.value, Value::Map(_)) {
            findings.push(
                Finding::error("not-a-manifest", node.head(), "this document is not a manifest")
                    .help("a manifest is a map of `apiVersion`, `kind`, `metadata` and `spec`"),
            );
            return None;
        }
        let mut reader = Reader::new(node.head());
        let mut fields = Fields::new(&node, node.head());
        let version: Option<String> = fields.field("apiVersion", String::unwritten, &mut reader);
        let kind: Option<String> = fields.field("kind", String::unwritten, &mut reader);
        for name in ["metadata", "spec"] {
            fields.field(name, Anything::unwritten, &mut reader);
        }
        fields.finish(&mut reader);
        findings.extend(reader.into_findings());
        if let (Some(version), Some(node)) = (version, node.get("apiVersion")) {
            check_version(&version, node.span, findings);
        }
        let kind_span = node.get("kind").map(|kind| kind.span)?;
        let Value::Map(entries) = node.value else { return None };
        let mut document =
            Self { span, kind: Spanned { value: kind?, span: kind_span }, metadata: None, spec: None };
        for entry in entries {
            match entry.key.text.as_str() {
                "metadata" if !entry.value.is_unwritten() => document.metadata = Some(entry),
                "spec" if !entry.value.is_unwritten() => document.spec = Some(entry),
                _ => {}
            }
        }
        Some(document)
    }
}

fn check_version(version: &str, span: Span, findings: &mut Vec<Finding>) {
    if version == API_VERSION {
        return;
    }
    let help = match nearest(version, [API_VERSION]) {
        Some(meant) => format!("did you mean `{meant}`?"),
        None => format!("write `apiVersion: {API_VERSION}`"),
    };
    findings.push(Finding::error("api-version", span, "this `apiVersion` is not known").help(help));
}
