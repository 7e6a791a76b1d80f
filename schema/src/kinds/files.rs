//! Files that manifests name: a kind says which it wants, somebody else reads them, and the kind
//! is given their texts.

use std::collections::BTreeMap;

use crate::finding::Finding;
use crate::node::Node;
use crate::source::{SourceId, Sources, Span, Spanned};
use crate::stack::Texts;

/// A file that a manifest names.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WantedFile {
    /// Its path, relative to the stack's folder, and where it is named.
    pub path: Spanned<String>,
    /// Whether `${…}` is replaced in it as it is in manifests.
    pub interpolate: bool,
}

impl WantedFile {
    /// The file that a map of `file` and `interpolate` names; none where it names none.
    pub(crate) fn of(map: &Node) -> Option<Self> {
        let path = map.get("file")?;
        let flag = map.get("interpolate").and_then(Node::scalar);
        Some(Self {
            path: Spanned { value: path.scalar()?.text.clone(), span: path.span },
            interpolate: flag.is_some_and(|flag| flag.text == "true"),
        })
    }
}

/// What a manifest that may name files needs to know of what is around it.
#[derive(Clone, Copy)]
pub struct Surroundings<'a> {
    /// The manifest's name.
    pub name: &'a Spanned<String>,
    /// The tags of the stack and its environment, interpolated.
    pub tags: &'a Texts,
    /// The texts of manifests and files.
    pub sources: &'a Sources,
    /// The files that the manifest names, as far as they could be read.
    pub files: &'a Files,
}

/// One file's text.
#[derive(Debug, Clone)]
pub struct File {
    /// The source that holds it as it was read.
    pub source: SourceId,
    /// The text, `${…}` replaced where the manifest asks for that.
    pub text: String,
}

/// Files by the path that the manifest says.
pub type Files = BTreeMap<String, File>;

/// The file that a manifest names at a place.
///
/// # Errors
/// The finding where nobody could read it.
pub fn named<'a>(files: &'a Files, path: &str, span: Span) -> Result<&'a File, Finding> {
    files.get(path).ok_or_else(|| {
        Finding::error("file-missing", span, "this file cannot be read")
            .help("paths are relative to the folder of `trueup.yaml`, and lie inside it")
    })
}
