//! A document as a file of another tool says it → its state.

use aws_sdk_ssm::operation::get_document::GetDocumentOutput;
use aws_sdk_ssm::types::{AccountSharingInfo, DocumentRequires};
use schema::kinds::document::{DefaultVersion, Document};

use super::state::{Read, Version, state};
use crate::contract::{Fields, Words};

/// The state of a document.
///
/// # Errors
/// A field that is not known, or not what it should be.
pub(in crate::kinds) fn worded(mut said: Fields) -> Result<Document, String> {
    let content = match said.take("Content") {
        Words::Text(text) | Words::Plain(text) => text,
        words => serde_json::to_string_pretty(&words.json()?).expect("JSON is written") + "\n",
    };
    let requirement = |mut said: Fields| {
        let required = DocumentRequires::builder()
            .name(said.must("Name")?)
            .set_version(said.text("Version")?)
            .build()
            .map_err(|error| error.to_string())?;
        said.done().map(|()| required)
    };
    let requires = said.items("Requires")?.into_iter().map(requirement).collect::<Result<Vec<_>, _>>()?;
    let answer = GetDocumentOutput::builder()
        .content(content)
        .document_format(said.text("DocumentFormat")?.as_deref().unwrap_or("JSON").into())
        .document_type(said.text("DocumentType")?.as_deref().unwrap_or("Command").into())
        .set_version_name(said.text("VersionName")?)
        .set_display_name(said.text("DisplayName")?)
        .set_requires(Some(requires))
        .build();
    let share = said.texts("AccountIds")?;
    let share = share.iter().map(|account| AccountSharingInfo::builder().account_id(account).build());
    let read = Read {
        version: Version::of(answer),
        default_version: DefaultVersion::Latest,
        latest: None,
        stored_in: None,
        target_type: said.text("TargetType")?,
        schema_version: None,
        share: share.collect(),
        tags: said.tags()?,
    };
    // How CloudFormation makes a change; and AWS does not give attachments back.
    said.take("UpdateMethod");
    said.take("Attachments");
    said.done()?;
    Ok(state(read))
}
