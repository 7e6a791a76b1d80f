//! Resource data syncs: inventory that goes to a bucket, or operations data that comes from regions and
//! accounts.

mod check;
mod destination;
mod read;
mod source;
mod sync;

pub use destination::{S3Destination, Sharing, SyncFormat};
pub use read::read;
pub use source::{AwsOrganizationsSource, OrganizationSourceType, SourceType, SyncSource};
pub use sync::{ResourceDataSync, SyncType};
