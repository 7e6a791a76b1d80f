//! An association as a person writes it.

use std::collections::BTreeMap;

use super::AssociationBody;
use crate::kinds::named::Named;
use crate::shape::Shape;

/// The spec of an `Association`.
#[derive(Debug, Clone, Shape)]
pub struct AssociationSpec {
    /// AWS's name for it; the manifest's where none is written.
    pub name: Option<String>,
    /// The document that it runs: one of this stack, an ARN, one of AWS, or `{external: name}`. Another document is another association.
    #[shape(replace)]
    pub document: Named,
    /// What is done, on what, and when.
    #[shape(inline)]
    pub body: AssociationBody,
    /// The change calendars that must all be open for it to run: of this stack, ARNs, or `{external: name}`.
    #[shape(default)]
    pub only_when_open: Vec<Named>,
    /// Tags of this association, over the stack's.
    #[shape(default)]
    pub tags: BTreeMap<String, String>,
}
