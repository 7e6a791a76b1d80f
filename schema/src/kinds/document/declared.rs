//! A document's manifest to what is desired of it.

use crate::finding::Finding;
use crate::kinds::document::check;
use crate::kinds::document::content::{Parsed, Place, format_of, json};
use crate::kinds::document::{Document, DocumentFormat, Requirement, WrittenContent, WrittenDocument};
use crate::kinds::files::{Surroundings, WantedFile, named};
use crate::kinds::tags;
use crate::node::Node;
use crate::shape::{AwsDecides, NotOurs, Volatile, Word, decode};
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
    let (written, mut findings) = decode::<WrittenDocument>(spec);
    let Some(written) = written else { return (None, findings) };
    let content = match Content::of(&written, spec, around) {
        Ok(content) => content,
        Err(mistakes) => {
            findings.extend(mistakes);
            Content::nothing(spec, around)
        }
    };
    let format = written.format.0.unwrap_or_else(|| format_of(written.r#type, &content.text));
    check::check(&written, spec, around, &mut findings);
    check::check_content(&written, &content, &mut findings);
    findings.sort_by_key(Finding::span);
    findings.dedup();
    let name = written.name.clone().unwrap_or_else(|| around.name.value.clone());
    (Some(Declared { name, state: state(written, content.text, format, around) }), findings)
}

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
                (file.text.clone(), Place::file(around.sources, file.source, &file.text))
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
        match Parsed::of(&text) {
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
