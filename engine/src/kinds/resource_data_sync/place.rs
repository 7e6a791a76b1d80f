//! What AWS knows a sync by: its type, then its name.

use schema::kinds::resource_data_sync::ResourceDataSync;

/// `SyncToDestination/inventory`.
pub(super) fn id(sync: &ResourceDataSync) -> String {
    format!("{}/{}", sync.sync_type.as_str(), name(sync))
}

/// AWS's name for a sync.
pub(super) fn name(sync: &ResourceDataSync) -> &str {
    sync.name.as_deref().unwrap_or_default()
}

/// The type in an id.
pub(super) fn kind_of(id: &str) -> &str {
    id.split_once('/').map_or(id, |(kind, _)| kind)
}

/// The name in an id.
pub(super) fn name_of(id: &str) -> &str {
    id.split_once('/').map_or(id, |(_, name)| name)
}
