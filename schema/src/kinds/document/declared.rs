//! A document's manifest to what is desired of it.

use crate::finding::Finding;
use crate::kinds::document::check;
use crate::kinds::document::content::{Parsed, Place, format_of, json};
use crate::kinds::document::{
    Document, DocumentFormat, DocumentType, Requirement, WrittenContent, WrittenDocument,
};
use crate::kinds::files::{Surroundings, WantedFile, named};
use crate::kinds::tags;
use crate::node::Node;
use crate::shape::{AwsDecides, NotOurs, Volatile, Word, decode, decode_judged};
use crate::source::Span;

/// A document that a manifest declares.
#[derive(Debug, Clone)]
pub struct Declared {
    /// Its name in AWS.
    pub name: String,
    /// What is desired of it.
    pub state: Document,
}

/// The files that a spec names.
pub fn files(spec: &Node) -> Vec<WantedFile> {
    let content = spec.get("content").filter(|content| WrittenContent::names_file(content));
    content.and_then(WantedFile::of).into_iter().collect()
}

/// What an interpolated `spec` asks for, and every mistake in it. With errors among the findings
/// what is declared is partial.
pub fn read(spec: &Node, around: Surroundings<'_>) -> (Option<Declared>, Vec<Finding>) {
    let mut sent = None;
    let judge = |written: &WrittenDocument, findings: &mut Vec<Finding>| {
        let content = Content::of(written, spec, around).unwrap_or_else(|mistakes| {
            findings.extend(mistakes);
            Content::nothing(spec, around)
        });
        check::check(written, spec, around, findings);
        if is_type_known(spec) {
            check::check_content(written, &content, findings);
        }
        sent = Some(content.text);
    };
    let (written, mut findings) = decode_judged(spec, judge);
    findings.dedup();
    let declared = written.zip(sent).map(|(written, content)| {
        let format = written.format_of(&content);
        let name = written.name.clone().unwrap_or_else(|| around.name.value.clone());
        Declared { name, state: state(written, content, format, around) }
    });
    (declared, findings)
}

/// Whether the type is not a stand-in's: a content is judged by it.
fn is_type_known(spec: &Node) -> bool {
    spec.get("type").is_none_or(|node| decode::<DocumentType>(node).0.is_some())
}

impl WrittenDocument {
    /// How a content is sent.
    fn format_of(&self, content: &str) -> DocumentFormat {
        let file = match &self.content {
            WrittenContent::File(file) => Some(file.file.as_str()),
            WrittenContent::Text(_) | WrittenContent::Map => None,
        };
        self.format.0.unwrap_or_else(|| format_of(self.r#type, content, file))
    }
}

/// What some editors begin a file with: no part of its text.
const BYTE_ORDER_MARK: char = '\u{feff}';

/// A content as it is sent, and where its parts stand.
pub(super) struct Content<'a> {
    pub text: String,
    /// Nothing where it is not read as a value, or cannot be.
    pub node: Option<Node>,
    pub place: Place<'a>,
}

impl<'a> Content<'a> {
    fn of(written: &WrittenDocument, spec: &Node, around: Surroundings<'a>) -> Result<Self, Vec<Finding>> {
        let node = spec.get("content").ok_or_else(Vec::new)?;
        let (text, place) = match &written.content {
            WrittenContent::Map => {
                let place = Place::own(around.sources, node);
                return Ok(Self { text: json(node), node: Some(node.clone()), place });
            }
            WrittenContent::Text(text) => (text.clone(), Place::scalar(around.sources, node, text)),
            WrittenContent::File(file) => {
                let span = node.get("file").map_or(node.head(), |path| path.span);
                let file = named(around.files, &file.file, span).map_err(|finding| vec![finding])?;
                let text = file.text.trim_start_matches(BYTE_ORDER_MARK);
                (text.to_owned(), Place::file(around.sources, file.source, text))
            }
        };
        if text.trim().is_empty() {
            let message = "a document has a content, and nothing is written here";
            return Err(vec![Finding::error("document-content", place.whole(), message)]);
        }
        let structured = written.r#type.is_structured() && written.format.0 != Some(DocumentFormat::Text);
        if !structured {
            return Ok(Self { text, node: None, place });
        }
        match Parsed::in_format(&text, written.format_of(&text)) {
            Ok(Parsed { node }) => Ok(Self { text, node: Some(node), place }),
            Err(mistakes) => Err(mistakes.into_iter().map(|finding| place.finding(finding)).collect()),
        }
    }

    /// Stands for one that cannot be read: what is around it is judged all the same.
    fn nothing(spec: &Node, around: Surroundings<'a>) -> Self {
        Self { text: String::new(), node: None, place: Place::own(around.sources, spec) }
    }
}

fn state(
    written: WrittenDocument,
    content: String,
    format: DocumentFormat,
    around: Surroundings<'_>,
) -> Document {
    let WrittenDocument {
        name: _,
        r#type,
        content: _,
        format: _,
        version_name,
        default_version,
        display_name,
        target_type,
        requires,
        attachments,
        share,
        tags,
    } = written;
    let said = |text: Option<String>| text.filter(|text| !text.is_empty());
    let requires = requires.into_iter().map(|required| Requirement {
        name: required.name.text("Document", "name"),
        version: required.version,
        require_type: required.require_type,
        version_name: required.version_name,
    });
    Document {
        r#type: Word::Known(r#type),
        content,
        format: AwsDecides(Some(Word::Known(format))),
        version_name,
        default_version,
        display_name: said(display_name),
        target_type: said(target_type),
        requires: requires.collect(),
        attachments: NotOurs((!attachments.is_empty()).then_some(attachments)),
        share: share.accounts(),
        tags: tags::merged(around.tags, &tags),
        version: Volatile(None),
        latest_version: Volatile(None),
        stored_in: Volatile(None),
        schema_version: Volatile(None),
    }
}

/// The place of a field, or of the manifest's name where the name stands for it.
pub(super) fn place_of_name(spec: &Node, around: Surroundings<'_>) -> Span {
    spec.get("name").map_or(around.name.span, Node::head)
}
