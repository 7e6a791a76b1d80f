//! One association's state: what is desired of it, or what AWS holds.

use std::collections::{BTreeMap, BTreeSet};

use super::AssociationBody;
use crate::shape::{Shape, Volatile};

/// An association of State Manager, with every default filled in.
#[derive(Debug, Clone, PartialEq, Eq, Shape)]
pub struct Association {
    /// AWS's name for it; one made by hand may have none.
    pub name: Option<String>,
    /// The document that it runs.
    #[shape(replace)]
    pub document: String,
    /// What is done, on what, and when.
    #[shape(inline)]
    pub body: AssociationBody,
    /// The change calendars that must all be open for it to run.
    #[shape(default)]
    pub only_when_open: BTreeSet<String>,
    /// The tags, the stack's among them.
    #[shape(default)]
    pub tags: BTreeMap<String, String>,
    /// Its version, which moves with every update.
    pub version: Volatile<i64>,
}

/// How bad it is for a node not to comply.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Shape)]
pub enum ComplianceSeverity {
    /// As bad as can be.
    #[shape(word = "CRITICAL")]
    Critical,
    /// Bad.
    #[shape(word = "HIGH")]
    High,
    /// Worth a look.
    #[shape(word = "MEDIUM")]
    Medium,
    /// Hardly.
    #[shape(word = "LOW")]
    Low,
    /// Nobody says.
    #[shape(word = "UNSPECIFIED")]
    Unspecified,
}

/// Who says whether a node complies.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Shape)]
pub enum SyncCompliance {
    /// The association's runs.
    #[shape(word = "AUTO")]
    Auto,
    /// Somebody else, through PutComplianceItems.
    #[shape(word = "MANUAL")]
    Manual,
}
