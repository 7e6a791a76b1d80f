//! A content's text to nodes.

use super::json;
use crate::finding::Finding;
use crate::kinds::document::{DocumentFormat, DocumentType};
use crate::node::Node;
use crate::source::{Sources, Span};
use crate::yaml;

/// A content that was read.
pub struct Parsed {
    /// Its value; places are those of its own text.
    pub node: Node,
}

impl Parsed {
    /// Reads JSON or YAML, whichever it looks like. What looks like JSON and is none may be YAML.
    ///
    /// # Errors
    /// Every mistake, at its place in the text itself.
    pub fn of(text: &str) -> Result<Self, Vec<Finding>> {
        if is_json(text) { Self::json(text).or_else(|_| Self::yaml(text)) } else { Self::yaml(text) }
    }

    /// Reads it as what it is sent as.
    ///
    /// # Errors
    /// Every mistake, at its place in the text itself.
    pub fn in_format(text: &str, format: DocumentFormat) -> Result<Self, Vec<Finding>> {
        match format {
            DocumentFormat::Json => Self::json(text),
            DocumentFormat::Yaml | DocumentFormat::Text => Self::yaml(text),
        }
    }

    fn json(text: &str) -> Result<Self, Vec<Finding>> {
        let id = Sources::default().add("content", "");
        json::read(text, id).map(|node| Self { node })
    }

    fn yaml(text: &str) -> Result<Self, Vec<Finding>> {
        let mut sources = Sources::default();
        let id = sources.add("content", text);
        let (mut documents, findings) = yaml::documents_marked(&sources, id);
        match (documents.len(), findings.is_empty()) {
            (1, true) => Ok(Self { node: documents.remove(0) }),
            (_, true) => {
                let message = "a content is one document, and here are several";
                let whole = Span::start_of(id);
                Err(vec![Finding::error("document-content", whole, message).help("take the `---` out")])
            }
            (_, false) => Err(findings),
        }
    }
}

/// Whether a text looks like JSON.
pub(super) fn is_json(text: &str) -> bool {
    text.trim_start().starts_with(['{', '['])
}

/// How a content of a type is written, where nobody says it: by its file's name, or else by what it looks
/// like.
pub fn format_of(document_type: DocumentType, text: &str, file: Option<&str>) -> DocumentFormat {
    let named_yaml = file.is_some_and(|path| path.ends_with(".yaml") || path.ends_with(".yml"));
    match document_type {
        DocumentType::ChangeCalendar => DocumentFormat::Text,
        _ if is_json(text) && !named_yaml => DocumentFormat::Json,
        _ => DocumentFormat::Yaml,
    }
}
