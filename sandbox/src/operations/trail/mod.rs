//! CloudTrail: who wrote what, and when. Reads, and what was refused, leave no trace here.

mod lookup;
mod note;
mod resources;

pub(crate) use note::note;

use crate::handler::{Kind, read};

/// The trail of writes.
pub(super) const KIND: Kind =
    Kind { service: "cloudtrail", entries: &[read("LookupEvents", lookup::lookup)], upkeep: &[] };

/// So many writes of an account and region are remembered.
const MOST: u64 = 5_000;
/// For so long.
const KEPT: i64 = 90 * 24 * 60 * 60 * 1000;
