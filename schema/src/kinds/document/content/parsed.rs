//! A content's text to nodes.

use crate::finding::Finding;
use crate::kinds::document::{DocumentFormat, DocumentType};
use crate::node::{Entry, Key, Node, Scalar, Style, Value};
use crate::reference::{CLOSE, OPEN};
use crate::source::{Sources, Span};
use crate::yaml;

/// Stand for a reference's marks while a content is read: a parser of manifests refuses the marks
/// themselves. They have as many bytes, so that places stay.
const STANDS_FOR_OPEN: &str = "\u{2039}";
const STANDS_FOR_CLOSE: &str = "\u{203a}";

/// A content that was read.
pub struct Parsed {
    /// Its value; places are those of its own text.
    pub node: Node,
}

impl Parsed {
    /// Reads JSON or YAML.
    ///
    /// # Errors
    /// Every mistake, at its place in the text itself.
    pub fn of(text: &str) -> Result<Self, Vec<Finding>> {
        let mut sources = Sources::default();
        let unmarked = text.replace(OPEN, STANDS_FOR_OPEN).replace(CLOSE, STANDS_FOR_CLOSE);
        let id = sources.add("content", unmarked.as_str());
        let whole = Span::start_of(id);
        let (mut documents, findings) = yaml::documents(&sources, id);
        match (documents.len(), findings.is_empty()) {
            (1, true) => Ok(Self { node: documents.remove(0) }),
            (_, true) => {
                let message = "a content is one document, and here are several";
                Err(vec![Finding::error("document-content", whole, message).help("take the `---` out")])
            }
            // What JSON allows and YAML does not: tabs, and characters written as two escapes.
            (_, false) if is_json(text) => match serde_json::from_str(&unmarked) {
                Ok(value) => Ok(Self { node: node(&value, whole) }),
                Err(error) => Err(vec![not_json(&error, &unmarked, whole)]),
            },
            (_, false) => Err(findings),
        }
    }
}

fn is_json(text: &str) -> bool {
    text.trim_start().starts_with(['{', '['])
}

/// How a content of a type is written, where nobody says it.
pub fn format_of(document_type: DocumentType, text: &str) -> DocumentFormat {
    match document_type {
        DocumentType::ChangeCalendar => DocumentFormat::Text,
        _ if is_json(text) => DocumentFormat::Json,
        _ => DocumentFormat::Yaml,
    }
}

fn not_json(error: &serde_json::Error, text: &str, whole: Span) -> Finding {
    let line = text.split_inclusive('\n').take(error.line().saturating_sub(1)).map(str::len).sum::<usize>();
    let at = (line + error.column().saturating_sub(1)).min(text.len()) as u32;
    let what = error.to_string();
    let what = what.split(" at line ").next().unwrap_or_default();
    let span = Span { start: at, end: at, ..whole };
    Finding::error("document-content", span, format!("this is not JSON: {what}"))
}

/// A value of JSON as a node. It has no places of its own.
fn node(value: &serde_json::Value, span: Span) -> Node {
    let scalar = |text: String, style| Value::Scalar(Scalar { text, style });
    let value = match value {
        serde_json::Value::Null => scalar("null".to_owned(), Style::Plain),
        serde_json::Value::Bool(value) => scalar(value.to_string(), Style::Plain),
        serde_json::Value::Number(number) => scalar(number.to_string(), Style::Plain),
        serde_json::Value::String(text) => scalar(text.clone(), Style::Quoted),
        serde_json::Value::Array(items) => Value::List(items.iter().map(|item| node(item, span)).collect()),
        serde_json::Value::Object(members) => {
            let entry = |(key, value): (&String, &serde_json::Value)| Entry {
                key: Key { text: key.clone(), span },
                value: node(value, span),
            };
            Value::Map(members.iter().map(entry).collect())
        }
    };
    Node { span, value }
}
