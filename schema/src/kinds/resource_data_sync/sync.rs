//! One resource data sync: what a manifest writes of it, what is desired, or what AWS holds.

use crate::kinds::resource_data_sync::{S3Destination, SyncSource};
use crate::shape::{Shape, Volatile, Word};

/// A resource data sync.
#[derive(Debug, Clone, PartialEq, Eq, Shape)]
pub struct ResourceDataSync {
    /// The name in AWS; the manifest's own where none is written. Another name is another sync.
    pub name: Option<String>,
    /// Where the data goes: inventory to a bucket, or operations data from regions and accounts to here. Another type is another sync: AWS has names for each type apart.
    #[shape(default = Word::Known(SyncType::ToDestination))]
    pub sync_type: Word<SyncType>,
    /// The bucket that inventory goes to.
    #[shape(replace)]
    pub s3_destination: Option<S3Destination>,
    /// Where operations data comes from.
    pub sync_source: Option<SyncSource>,
    /// What AWS finds wrong with the source.
    pub source_state: Volatile<String>,
    /// How the last sync ended.
    pub last_status: Volatile<String>,
}

/// Which way the data goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Shape)]
pub enum SyncType {
    /// Inventory, to a bucket.
    #[shape(word = "SyncToDestination")]
    ToDestination,
    /// Operations data, from regions and accounts.
    #[shape(word = "SyncFromSource")]
    FromSource,
}
