//! The kinds, and the registry that is the only list of them.

mod call;
pub mod document;
mod kind;
pub mod parameter;
pub mod patch_baseline;
pub mod patch_group;
mod resource;
mod tags;

pub use call::{Already, Call, Check, Completion, Judge, Preparation, Sight, Turn, Until, Verdict};
pub use kind::{Depth, Exposure, Found, Inventory, Kind, KindLine, Owner, Scope, Taken, Unreadable};
pub use resource::{Attribute, InPlace, Resource, ResourceLine, Step};

/// Every kind that a manifest may name.
pub static KINDS: &[KindLine] = &[
    kind::of::<document::Documents>(&[resource::of::<document::Document>()]),
    kind::of::<parameter::ParameterHierarchy>(&[resource::of::<parameter::Parameter>()]),
    kind::of::<patch_baseline::PatchBaselines>(&[resource::of::<patch_baseline::PatchBaseline>()]),
    kind::of::<patch_group::PatchGroups>(&[resource::of::<patch_group::PatchGroup>()]),
];

/// The kind that manifests name so.
pub fn kind(name: &str) -> Option<&'static KindLine> {
    KINDS.iter().find(|line| line.name == name)
}

/// The resource that addresses name so.
pub fn resource(name: &str) -> Option<&'static ResourceLine> {
    KINDS.iter().flat_map(|line| line.resources).find(|line| line.name == name)
}
