//! Every kind, for those who list them: `trueup schema` and the reference.

use crate::kinds::parameter::{Parameter, ParameterHierarchy};
use crate::shape::{FieldRow, Form, Shape, field_table};

/// One kind of manifest.
#[derive(Debug, Clone, Copy)]
pub struct Kind {
    /// What `kind:` says.
    pub name: &'static str,
    /// What it is for, in one line.
    pub summary: &'static str,
    /// The form of its `spec`.
    pub spec: fn() -> Form,
    /// The fields that a manifest may write.
    pub fields: fn() -> Vec<FieldRow>,
    /// The resource that it describes, as addresses name it.
    pub resource: &'static str,
    /// The fields of that resource's state, in which plans speak.
    pub state: fn() -> Vec<FieldRow>,
}

/// Every kind that manifests may describe.
pub static ALL: &[Kind] = &[Kind {
    name: "ParameterHierarchy",
    summary: "Parameters of Parameter Store under one path",
    spec: ParameterHierarchy::form,
    fields: field_table::<ParameterHierarchy>,
    resource: "Parameter",
    state: field_table::<Parameter>,
}];

/// Kinds of the language that this version cannot manage yet.
pub static NOT_YET: &[&str] = &[
    "Action",
    "Activation",
    "Association",
    "ChangeCalendar",
    "Document",
    "Inventory",
    "MaintenanceWindow",
    "OpsItemPolicy",
    "Package",
    "PatchBaseline",
    "PatchGroup",
    "PatchPolicy",
    "ResourceDataSync",
    "ResourceGroup",
    "ServiceSetting",
    "SessionPreferences",
];

/// The kind of a name.
pub fn find(name: &str) -> Option<&'static Kind> {
    ALL.iter().find(|kind| kind.name == name)
}
