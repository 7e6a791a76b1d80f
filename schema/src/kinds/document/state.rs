//! One document's state: what is desired of it, or what AWS holds.

use std::collections::{BTreeMap, BTreeSet};

use super::{AttachmentKey, DefaultVersion, DocumentFormat, DocumentType, SharedVersion};
use crate::shape::{AwsDecides, NotOurs, Shape, Volatile, Word};

/// A document, with every default filled in. AWS's name for it is the resource's id.
#[derive(Debug, Clone, Shape)]
pub struct Document {
    /// What the document is for.
    #[shape(replace)]
    pub r#type: Word<DocumentType>,
    /// The content as text. It is compared by what it means: neither blanks nor the order of keys nor JSON or YAML matter.
    pub content: String,
    /// How the content is written; compared only where the content says something else.
    pub format: AwsDecides<Word<DocumentFormat>>,
    /// The name of the version that holds the content.
    pub version_name: Option<String>,
    /// The version that is used where nobody names one.
    #[shape(default = DefaultVersion::Latest)]
    pub default_version: DefaultVersion,
    /// The name that people see.
    pub display_name: Option<String>,
    /// The kind of resource that it can run on.
    pub target_type: Option<String>,
    /// The documents that it needs.
    #[shape(default, replace)]
    pub requires: BTreeSet<Requirement>,
    /// The files that belong to it. AWS gives none back, so they are sent with every new version and not compared.
    pub attachments: NotOurs<Vec<Attachment>>,
    /// The accounts that may use it, each with the versions that it may use; `all` is everybody.
    #[shape(default)]
    pub share: BTreeMap<String, Word<SharedVersion>>,
    /// The tags, the stack's among them.
    #[shape(default)]
    pub tags: BTreeMap<String, String>,
    /// The version that the content was read from.
    pub version: Volatile<i64>,
    /// The newest version.
    pub latest_version: Volatile<i64>,
    /// The version that holds what is desired already, where it is not the one that was read.
    pub stored_in: Volatile<i64>,
    /// The schema version of the content that was read.
    pub schema_version: Volatile<String>,
}

/// A document that another one needs.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Shape)]
pub struct Requirement {
    /// Its name: one of this stack, an ARN, or one of AWS.
    pub name: String,
    /// Its version's number; the default one where none is written.
    pub version: Option<String>,
    /// What it is needed for.
    pub require_type: Option<String>,
    /// Its version's name.
    pub version_name: Option<String>,
}

/// A file or a folder of files that belongs to a document.
#[derive(Debug, Clone, PartialEq, Eq, Shape)]
pub struct Attachment {
    /// How it is named.
    pub key: Word<AttachmentKey>,
    /// Its name: exactly one.
    pub values: Vec<String>,
    /// The name that the document has for it.
    pub name: Option<String>,
}
