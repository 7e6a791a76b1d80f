//! Manifests and a site → Desired: interpolate the nodes, read them through their kinds, tie the
//! references, fetch the secrets.

mod cascade;
mod desired;
mod files;
mod idle;
mod interpolate;
mod managed;
mod marks;
mod overlap;
mod references;
mod secrecy;
mod secrets;
mod since;
mod site;

pub use cascade::without_cascades;
pub(crate) use desired::meant;
pub use desired::{Desired, Read, broken, check_places, resolve, site_tags};
pub use files::{files, specs};
pub use idle::{check_ignored, check_protect};
pub(crate) use interpolate::{Group, groups};
pub use managed::{fetch_managed, managed};
pub use overlap::check_overlaps;
pub use secrets::{Fetch, Fetched, SecretSource, Trouble, fetch};
pub use since::{changed_since, desired_digest};
pub use site::{Place, UNKNOWN_ACCOUNT, places};
