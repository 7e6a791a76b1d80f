//! A version's own part of a document, as CreateDocument and UpdateDocument take it.

use aws_sdk_ssm::operation::create_document::builders::CreateDocumentInputBuilder;
use aws_sdk_ssm::operation::update_document::builders::UpdateDocumentInputBuilder;
use aws_sdk_ssm::types::{
    AttachmentsSource, AttachmentsSourceKey, DocumentFormat, DocumentRequires, DocumentType,
};
use schema::kinds::document::{Attachment, Document, Requirement};

/// The body of a CreateDocument, tags and name aside.
pub(super) fn create(desired: &Document) -> CreateDocumentInputBuilder {
    let Document {
        r#type,
        content,
        format: _,
        version_name,
        default_version: _,
        display_name,
        target_type,
        requires,
        attachments,
        share: _,
        tags: _,
        version: _,
        latest_version: _,
        stored_in: _,
        schema_version: _,
    } = desired;
    let requires: Vec<DocumentRequires> = requires.iter().map(requirement).collect();
    CreateDocumentInputBuilder::default()
        .document_type(DocumentType::from(r#type.as_str()))
        .content(content)
        .set_document_format(self::format(desired))
        .set_version_name(version_name.clone())
        .set_display_name(display_name.clone())
        .set_target_type(target_type.clone())
        .set_requires((!requires.is_empty()).then_some(requires))
        .set_attachments(attached(attachments.0.as_deref()))
}

/// The body of an UpdateDocument. Type and requirements cannot change; a display name that is not
/// wanted is sent empty, since AWS keeps what is left out.
pub(super) fn update(id: &str, desired: &Document, base: &Document) -> UpdateDocumentInputBuilder {
    let Document {
        r#type: _,
        content,
        format: _,
        version_name,
        default_version: _,
        display_name,
        target_type,
        requires: _,
        attachments,
        share: _,
        tags: _,
        version: _,
        latest_version: _,
        stored_in: _,
        schema_version: _,
    } = desired;
    let cleared = base.display_name.as_ref().map(|_| String::new());
    UpdateDocumentInputBuilder::default()
        .name(id)
        .document_version("$LATEST")
        .content(content)
        .set_document_format(self::format(desired))
        .set_version_name(version_name.clone())
        .set_display_name(display_name.clone().or(cleared))
        .set_target_type(target_type.clone())
        .set_attachments(attached(attachments.0.as_deref()))
}

/// Whether anything differs that only a new version can bring.
pub(super) fn changes(desired: &Document, base: &Document) -> bool {
    desired.content != base.content
        || desired.version_name != base.version_name
        || desired.display_name != base.display_name
        || desired.target_type != base.target_type
}

fn requirement(required: &Requirement) -> DocumentRequires {
    let Requirement { name, version, require_type, version_name } = required;
    DocumentRequires::builder()
        .name(name)
        .set_version(version.clone())
        .set_require_type(require_type.clone())
        .set_version_name(version_name.clone())
        .build()
        .expect("the name is set")
}

fn attached(attachments: Option<&[Attachment]>) -> Option<Vec<AttachmentsSource>> {
    let source = |attachment: &Attachment| {
        let Attachment { key, values, name } = attachment;
        AttachmentsSource::builder()
            .key(AttachmentsSourceKey::from(key.as_str()))
            .set_values(Some(values.clone()))
            .set_name(name.clone())
            .build()
    };
    attachments.map(|attachments| attachments.iter().map(source).collect())
}

/// The format of a document's content, where that is known.
pub(super) fn format(desired: &Document) -> Option<DocumentFormat> {
    desired.format.0.as_ref().map(|format| DocumentFormat::from(format.as_str()))
}
