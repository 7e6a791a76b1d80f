//! A sync's manifest → the sync that it asks for.

use schema::kinds::resource_data_sync::{self, ResourceDataSync};
use schema::shape::{Shape, decode};
use schema::{Finding, Manifest, Span};

use super::{ResourceDataSyncs, place};
use crate::address::Address;
use crate::contract::{Asked, Declared, Kind};

pub(super) fn declare(asked: &Asked<'_>) -> (Vec<Declared>, Vec<Finding>) {
    let metadata = &asked.manifest.metadata;
    let (sync, mut findings) = resource_data_sync::read(&metadata.name, asked.spec);
    let Some(sync) = sync else { return (Vec::new(), findings) };
    findings.extend(declared_before(asked, &sync));
    let address = Address::new(ResourceDataSyncs::NAME, &metadata.name.value);
    let declared = Declared {
        span: metadata.name.span,
        ..Declared::whole::<ResourceDataSync>(asked, address, Some(place::id(&sync)), sync.tree())
    };
    (vec![declared], findings)
}

/// AWS has one of a type and name, and two manifests would undo each other's work.
fn declared_before(asked: &Asked<'_>, sync: &ResourceDataSync) -> Option<Finding> {
    let first = asked.siblings.before(asked.manifest).find(|manifest| {
        let written = decode::<ResourceDataSync>(&asked.siblings.spec(manifest)).0;
        written.is_some_and(|other| {
            let name = other.name.as_ref().unwrap_or(&manifest.metadata.name.value);
            other.sync_type == sync.sync_type && name == place::name(sync)
        })
    })?;
    let message =
        format!("the sync `{}` of the type {} is declared twice", place::name(sync), sync.sync_type.as_str());
    Some(
        Finding::error("duplicate-resource", span(asked.manifest), message)
            .label("second here")
            .also(span(first), "first here")
            .help("give one of them another name"),
    )
}

fn span(manifest: &Manifest) -> Span {
    manifest.spec.get("name").map_or(manifest.metadata.name.span, |node| node.span)
}
