//! AWS's words → a document's state.

use std::collections::BTreeMap;

use aws_sdk_ssm::operation::get_document::GetDocumentOutput;
use aws_sdk_ssm::primitives::DateTime;
use aws_sdk_ssm::types::{AccountSharingInfo, DocumentRequires};
use schema::kinds::document::{DefaultVersion, Document, Requirement, SharedVersion};
use schema::shape::{AwsDecides, NotOurs, Volatile, Word};

use crate::kinds::tags::Tags;

/// One version of a document, as far as it says something for itself.
#[derive(Debug, Clone)]
pub(super) struct Version {
    pub(super) number: i64,
    pub(super) name: Option<String>,
    /// When it was made.
    pub(super) created: Option<DateTime>,
    content: String,
    format: String,
    display_name: Option<String>,
    requires: Vec<Requirement>,
    document_type: String,
}

impl Version {
    /// What GetDocument gave.
    pub(super) fn of(answer: GetDocumentOutput) -> Self {
        let some = |text: Option<String>| text.filter(|text| !text.is_empty());
        let requires = answer.requires.unwrap_or_default().into_iter().map(requirement);
        Self {
            number: answer.document_version.and_then(|text| text.parse().ok()).unwrap_or_default(),
            name: some(answer.version_name),
            created: answer.created_date,
            content: answer.content.unwrap_or_default(),
            format: answer.document_format.map(|format| format.as_str().to_owned()).unwrap_or_default(),
            display_name: some(answer.display_name),
            requires: requires.collect(),
            document_type: answer.document_type.map_or("Command".into(), |kind| kind.as_str().to_owned()),
        }
    }

    /// Whether it holds what is desired already: a new version would only repeat it.
    pub(super) fn holds(&self, desired: &Document) -> bool {
        schema::kinds::document::same_meaning(&self.content, &desired.content)
            && self.name == desired.version_name
            && self.display_name == desired.display_name
    }

    /// Whether it says the same as another version: their names aside.
    pub(super) fn same_content(&self, desired: &Document) -> bool {
        schema::kinds::document::same_meaning(&self.content, &desired.content)
    }
}

fn requirement(required: DocumentRequires) -> Requirement {
    Requirement {
        name: required.name,
        version: required.version,
        require_type: required.require_type,
        version_name: required.version_name,
    }
}

/// Everything that was read of one document.
pub(super) struct Read {
    /// The version that is compared with the manifest.
    pub(super) version: Version,
    pub(super) default_version: DefaultVersion,
    pub(super) latest: Option<i64>,
    pub(super) stored_in: Option<i64>,
    pub(super) target_type: Option<String>,
    pub(super) schema_version: Option<String>,
    pub(super) share: Vec<AccountSharingInfo>,
    pub(super) tags: Tags,
}

/// The state of a document.
pub(super) fn state(read: Read) -> Document {
    let Read { version, default_version, latest, stored_in, target_type, schema_version, share, tags } = read;
    let Version { number, name, content, format, display_name, requires, document_type, created: _ } =
        version;
    let share: BTreeMap<String, Word<SharedVersion>> = share
        .into_iter()
        .filter_map(|info| {
            let version = info.shared_document_version.as_deref().unwrap_or("$DEFAULT");
            // The word for everybody is read in more than one case.
            Some((info.account_id?.to_ascii_lowercase(), Word::of(version)))
        })
        .collect();
    Document {
        r#type: Word::of(&document_type),
        content,
        format: AwsDecides(Some(Word::of(&format))),
        version_name: name,
        default_version,
        display_name,
        target_type: target_type.filter(|target| !target.is_empty()),
        requires: requires.into_iter().collect(),
        attachments: NotOurs(None),
        share,
        tags,
        version: Volatile(Some(number)),
        latest_version: Volatile(latest),
        stored_in: Volatile(stored_in),
        schema_version: Volatile(schema_version),
    }
}

/// The newest version that was seen.
pub(super) fn newest(state: &Document) -> Option<i64> {
    state.latest_version.0.or(state.version.0)
}
