//! Versions, and which of them a request means.

use crate::check::Said;
use crate::handler::Refusal;
use crate::store::{Table, View};
use crate::tree::Record;

/// As many versions as AWS keeps.
pub(super) const MOST: i64 = 1000;

/// The key of a version. A name holds no blank, so the versions of one document lie together and in order.
pub(super) fn key(name: &str, number: i64) -> String {
    format!("{name} {number:010}")
}

/// The versions of a document, the oldest first.
pub(super) fn all<'a>(view: &View<'a>, name: &str) -> Vec<&'a Record> {
    view.under(Table::DocumentVersion, &format!("{name} ")).map(|(_, row)| row).collect()
}

/// A version's number.
pub(super) fn number(row: &Record) -> i64 {
    row.text("DocumentVersion").and_then(|text| text.parse().ok()).unwrap_or_default()
}

/// Which version is meant.
pub(super) struct Selector<'a> {
    pub(super) version: Option<&'a str>,
    pub(super) name: Option<&'a str>,
}

impl<'a> Selector<'a> {
    /// The version and the version's name that a request says.
    pub(super) fn said(said: &Said<'a>) -> Self {
        Selector { version: said.text("DocumentVersion"), name: said.text("VersionName") }
    }

    /// Whether the whole document is meant.
    pub(super) fn is_none(&self) -> bool {
        self.version.is_none() && self.name.is_none()
    }

    /// The row, among a document's versions. Without a word about it the default is meant.
    pub(super) fn pick<'r>(&self, document: &Record, versions: &[&'r Record]) -> Result<&'r Record, Refusal> {
        let number = |wanted: i64| versions.iter().copied().find(|row| number(row) == wanted);
        let named = |name: &str| versions.iter().copied().find(|row| row.text("VersionName") == Some(name));
        let held = |member: &str| document.integer(member).unwrap_or_default();
        let found = match (self.version, self.name) {
            (None, None) | (Some("$DEFAULT"), None) => number(held("DefaultVersion")),
            (Some("$LATEST"), None) => number(held("LatestVersion")),
            (Some(text), None) => text.parse().ok().and_then(number),
            (None, Some(name)) => named(name),
            (Some(text), Some(name)) => {
                let of_number = Selector { version: Some(text), name: None }.pick(document, versions)?;
                Some(of_number).filter(|row| row.text("VersionName") == Some(name))
            }
        };
        found.ok_or_else(super::no_version)
    }
}
