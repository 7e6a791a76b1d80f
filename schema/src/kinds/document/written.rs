//! A document as a person writes it.

use std::collections::BTreeMap;

use super::{Attachment, DefaultVersion, DocumentFormat, DocumentType, WrittenShare};
use crate::kinds::named::Named;
use crate::node::{Node, Value};
use crate::shape::{AwsDecides, Form, Misfit, Reader, Shape};
use crate::tree::Tree;

/// The spec of a `Document`.
#[derive(Debug, Clone, Shape)]
pub struct WrittenDocument {
    /// The name in AWS; the manifest's own where none is written. Another name is another document.
    pub name: Option<String>,
    /// What the document is for.
    #[shape(default = DocumentType::Command, replace)]
    pub r#type: DocumentType,
    /// The content: a text of JSON or YAML, the content itself as a map, or `{file: …}` relative to the stack's folder.
    pub content: WrittenContent,
    /// How the content is written; what it looks like where nothing is said.
    pub format: AwsDecides<DocumentFormat>,
    /// The name of the version that holds this content; each version needs one of its own.
    pub version_name: Option<String>,
    /// The version that is used where nobody names one: `latest`, a number or a version's name. `latest` makes the new version the default in the same apply.
    #[shape(default = DefaultVersion::Latest)]
    pub default_version: DefaultVersion,
    /// The name that people see.
    pub display_name: Option<String>,
    /// The kind of resource that it can run on, such as `/AWS::EC2::Instance`; `/` is every kind.
    pub target_type: Option<String>,
    /// The documents that it needs.
    #[shape(default, replace)]
    pub requires: Vec<WrittenRequirement>,
    /// The files that belong to it. AWS gives none back, so they are sent with every new version and not compared.
    #[shape(default)]
    pub attachments: Vec<Attachment>,
    /// The accounts that may use it: a list of accounts or `all`, or a map from each to `$DEFAULT`, `$LATEST` or `$ALL`.
    #[shape(default)]
    pub share: WrittenShare,
    /// Tags of this document, over the stack's.
    #[shape(default)]
    pub tags: BTreeMap<String, String>,
}

/// A document that this one needs.
#[derive(Debug, Clone, Shape)]
pub struct WrittenRequirement {
    /// Its name: one of this stack, an ARN, one of AWS, or `{external: name}`.
    pub name: Named,
    /// Its version's number; the default one where none is written.
    pub version: Option<String>,
    /// What it is needed for.
    pub require_type: Option<String>,
    /// Its version's name.
    pub version_name: Option<String>,
}

/// Where a content stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum WrittenContent {
    /// Here, as text.
    Text(String),
    /// Here, as a map.
    Map,
    /// In a file.
    File(ContentFile),
}

/// A content in a file of its own.
#[derive(Debug, Clone, PartialEq, Eq, Shape)]
pub struct ContentFile {
    /// The file's path, relative to the stack's folder.
    pub file: String,
    /// Whether `${…}` is replaced in it as it is in manifests.
    #[shape(default)]
    pub interpolate: bool,
}

impl WrittenContent {
    /// Whether a map names a file; any other map is the content itself.
    pub(super) fn names_file(node: &Node) -> bool {
        let known = |entry: &crate::Entry| matches!(entry.key.text.as_str(), "file" | "interpolate");
        node.get("file").is_some() && node.entries().iter().all(known)
    }
}

impl Shape for WrittenContent {
    fn read(node: &Node, reader: &mut Reader) -> Option<Self> {
        match &node.value {
            Value::Map(_) if Self::names_file(node) => ContentFile::read(node, reader).map(Self::File),
            Value::Map(_) => Some(Self::Map),
            Value::Scalar(_) | Value::List(_) => reader
                .scalar(node, "a text, a map or `{file: …}`")
                .map(|scalar| Self::Text(scalar.text.clone())),
        }
    }

    fn tree(&self) -> Tree {
        match self {
            Self::Text(text) => text.tree(),
            Self::Map => Tree::Undeclared,
            Self::File(file) => file.tree(),
        }
    }

    fn from_tree(tree: Option<&Tree>) -> Result<Self, Misfit> {
        match tree {
            Some(Tree::Undeclared) => Ok(Self::Map),
            Some(Tree::Map(_)) => ContentFile::from_tree(tree).map(Self::File),
            other => String::from_tree(other).map(Self::Text),
        }
    }

    fn form() -> Form {
        Form::Any(vec![String::form(), ContentFile::form(), Form::Map(Box::new(Form::Anything))])
    }
}
