//! Every kind, for those who list them: `trueup schema` and the reference.

use crate::codes::{self, Page};
use crate::envelope::WrittenMetadata;
use crate::kinds::association::{Association, AssociationSpec};
use crate::kinds::change_calendar::{ChangeCalendar, WrittenCalendar};
use crate::kinds::document::{Document, WrittenDocument};
use crate::kinds::maintenance_window::{MaintenanceWindow, MaintenanceWindowSpec};
use crate::kinds::parameter::{Parameter, ParameterHierarchy};
use crate::kinds::patch_baseline::PatchBaseline;
use crate::kinds::patch_group::{PatchGroup, PatchGroupSpec};
use crate::kinds::resource_data_sync::ResourceDataSync;
use crate::kinds::service_setting::ServiceSetting;
use crate::shape::{FieldRow, Form, Shape, field_table};
use crate::stack::{WrittenStack, WrittenStackMetadata};

/// How AWS tells a kind's resources apart.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Identity {
    /// By their names, which are unique.
    Name,
    /// By ids that it invents, such as this.
    Id(&'static str),
}

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
    /// The form of its `metadata`.
    pub metadata: fn() -> Form,
    /// How AWS tells its resources apart.
    pub identity: Identity,
    /// The resource that it describes, as addresses name it.
    pub resource: Option<&'static str>,
    /// The fields of that resource's state, in which plans speak.
    pub state: fn() -> Vec<FieldRow>,
    /// Where in the spec the resource's fields stand; `""` is the spec itself.
    pub within: &'static str,
    /// The codes of findings that its manifests alone can have; `window-` is all that begin so.
    pub codes: &'static [&'static str],
    /// Whose its resources are, in Markdown, where no tag can say that; else nothing.
    pub whose: &'static str,
    /// A manifest that is valid by itself.
    pub example: &'static str,
}

impl Kind {
    /// The pages of its codes.
    pub fn pages(&self) -> impl Iterator<Item = &'static Page> {
        let codes = self.codes;
        let one = |code: &str, page: &Page| match code.ends_with('-') {
            true => page.code.starts_with(code),
            false => page.code == code,
        };
        codes::ALL.iter().filter(move |page| codes.iter().any(|code| one(code, page)))
    }
}

/// The stack itself, which stands in `trueup.yaml`. It describes no resource.
pub static STACK: Kind = Kind {
    name: "Stack",
    summary: "The unit that owns resources: environments, variables, guardrails",
    spec: WrittenStack::form,
    fields: field_table::<WrittenStack>,
    metadata: WrittenStackMetadata::form,
    identity: Identity::Name,
    resource: None,
    state: Vec::new,
    within: "",
    codes: &[
        "stack-",
        "site-overlap",
        "environment-mismatch",
        "invalid-glob",
        "manifest-unread",
        "no-manifests",
        "unknown-variable",
    ],
    whose: "",
    example: include_str!("../stack/example.yaml"),
};

/// Every kind that manifests may describe.
pub static ALL: &[Kind] = &[
    Kind {
        name: "Association",
        summary: "What State Manager keeps on nodes, or runs, and when",
        spec: AssociationSpec::form,
        fields: field_table::<AssociationSpec>,
        metadata: WrittenMetadata::form,
        identity: Identity::Id("0123abcd-0123-0123-0123-0123456789ab"),
        resource: Some("Association"),
        state: field_table::<Association>,
        within: "",
        codes: &["association-", "document-given", "schedule", "schedule-offset", "tag"],
        whose: "",
        example: include_str!("association/example.yaml"),
    },
    Kind {
        name: "ChangeCalendar",
        summary: "When changes may be made",
        spec: WrittenCalendar::form,
        fields: field_table::<WrittenCalendar>,
        metadata: WrittenMetadata::form,
        identity: Identity::Name,
        resource: Some("ChangeCalendar"),
        state: field_table::<ChangeCalendar>,
        within: "",
        codes: &["calendar-", "document-name", "document-share", "document-version", "tag"],
        whose: "",
        example: include_str!("change_calendar/example.yaml"),
    },
    Kind {
        name: "Document",
        summary: "A document of Systems Manager: commands, a runbook, a session, a package",
        spec: WrittenDocument::form,
        fields: field_table::<WrittenDocument>,
        metadata: WrittenMetadata::form,
        identity: Identity::Name,
        resource: Some("Document"),
        state: field_table::<Document>,
        within: "",
        codes: &["document-", "file-missing", "tag"],
        whose: "",
        example: include_str!("document/example.yaml"),
    },
    Kind {
        name: "MaintenanceWindow",
        summary: "Hours for tasks that disturb, on which nodes, and the tasks",
        spec: MaintenanceWindowSpec::form,
        fields: field_table::<MaintenanceWindowSpec>,
        metadata: WrittenMetadata::form,
        identity: Identity::Id("mw-0123456789abcdef0"),
        resource: Some("MaintenanceWindow"),
        state: field_table::<MaintenanceWindow>,
        within: "",
        codes: &["window-", "document-given", "schedule", "schedule-offset", "timezone", "tag"],
        whose: "",
        example: include_str!("maintenance_window/example.yaml"),
    },
    Kind {
        name: "ParameterHierarchy",
        summary: "Parameters of Parameter Store under one path",
        spec: ParameterHierarchy::form,
        fields: field_table::<ParameterHierarchy>,
        metadata: WrittenMetadata::form,
        identity: Identity::Name,
        resource: Some("Parameter"),
        state: field_table::<Parameter>,
        within: "parameters.*",
        codes: &["parameter-", "inline-secret", "secret-", "timestamp", "tag"],
        whose: "",
        example: include_str!("parameter/example.yaml"),
    },
    Kind {
        name: "PatchBaseline",
        summary: "Which patches of an operating system are approved, and when",
        spec: PatchBaseline::form,
        fields: field_table::<PatchBaseline>,
        metadata: WrittenMetadata::form,
        identity: Identity::Id("pb-0123456789abcdef0"),
        resource: Some("PatchBaseline"),
        state: field_table::<PatchBaseline>,
        within: "",
        codes: &["baseline-", "tag"],
        whose: "",
        example: include_str!("patch_baseline/example.yaml"),
    },
    Kind {
        name: "PatchGroup",
        summary: "Which baselines a group of nodes is patched by",
        spec: PatchGroupSpec::form,
        fields: field_table::<PatchGroupSpec>,
        metadata: WrittenMetadata::form,
        identity: Identity::Name,
        resource: Some("PatchGroup"),
        state: field_table::<PatchGroup>,
        within: "",
        codes: &["group-"],
        whose: include_str!("patch_group/whose.md"),
        example: include_str!("patch_group/example.yaml"),
    },
    Kind {
        name: "ResourceDataSync",
        summary: "Inventory that goes to a bucket, or operations data from regions and accounts",
        spec: ResourceDataSync::form,
        fields: field_table::<ResourceDataSync>,
        metadata: WrittenMetadata::form,
        identity: Identity::Name,
        resource: Some("ResourceDataSync"),
        state: field_table::<ResourceDataSync>,
        within: "",
        codes: &["sync-"],
        whose: include_str!("resource_data_sync/whose.md"),
        example: include_str!("resource_data_sync/example.yaml"),
    },
    Kind {
        name: "ServiceSetting",
        summary: "A switch of Systems Manager for the whole account in one region",
        spec: ServiceSetting::form,
        fields: field_table::<ServiceSetting>,
        metadata: WrittenMetadata::form,
        identity: Identity::Name,
        resource: Some("ServiceSetting"),
        state: field_table::<ServiceSetting>,
        within: "",
        codes: &["setting-"],
        whose: include_str!("service_setting/whose.md"),
        example: include_str!("service_setting/example.yaml"),
    },
];

/// Kinds of the language that this version cannot manage yet.
pub static NOT_YET: &[&str] = &[
    "Action",
    "Activation",
    "Inventory",
    "OpsItemPolicy",
    "Package",
    "PatchPolicy",
    "ResourceGroup",
    "SessionPreferences",
];

/// The kind of a name.
pub fn find(name: &str) -> Option<&'static Kind> {
    ALL.iter().find(|kind| kind.name == name)
}
