//! A sync's manifest → the sync that it asks for.

use schema::kinds::resource_data_sync::{self, ResourceDataSync, SyncType};
use schema::shape::{Shape, Words};
use schema::{Finding, Manifest, Span};

use super::{ResourceDataSyncs, place};
use crate::address::Address;
use crate::contract::{Asked, Declared, Kind, Siblings};

pub(super) fn declare(asked: &Asked<'_>) -> (Vec<Declared>, Vec<Finding>) {
    let metadata = &asked.manifest.metadata;
    let (sync, findings) = resource_data_sync::read(&metadata.name, asked.spec);
    let Some(sync) = sync else { return (Vec::new(), findings) };
    let address = Address::new(ResourceDataSyncs::NAME, &metadata.name.value);
    let declared = Declared {
        span: metadata.name.span,
        ..Declared::whole::<ResourceDataSync>(asked, address, Some(place::id(&sync)), sync.tree())
    };
    (vec![declared], findings)
}

/// AWS has one of a type and name, and two manifests would undo each other's work.
pub(super) fn declared_twice(siblings: &Siblings<'_>) -> Vec<Finding> {
    let said = |manifest: &Manifest| {
        let name = siblings.text(manifest, "name");
        let name = name.unwrap_or_else(|| manifest.metadata.name.value.clone());
        let kind = siblings.text(manifest, "syncType");
        let kind = kind.unwrap_or_else(|| SyncType::ToDestination.word().to_owned());
        Some((format!("`{name}` of the type {kind}"), span(manifest)))
    };
    siblings.twice(
        ResourceDataSyncs::NAME,
        said,
        |sync| format!("the sync {sync}"),
        "give one of them another name",
    )
}

fn span(manifest: &Manifest) -> Span {
    manifest.spec.get("name").map_or(manifest.metadata.name.span, |node| node.span)
}
