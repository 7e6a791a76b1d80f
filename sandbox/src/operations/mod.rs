//! The operations, by the kind of thing they work on.

mod identity;
mod page;
mod parameter;
mod patch_baseline;
mod patch_group;
mod settings;
mod tagging;
mod tags;

use crate::door::Kind;

pub(crate) use settings::high_throughput;

/// Every kind that the sandbox covers.
pub(crate) const KINDS: &[&Kind] = &[
    &parameter::KIND,
    &patch_baseline::KIND,
    &patch_group::KIND,
    &tags::KIND,
    &settings::KIND,
    &tagging::KIND,
    &identity::KIND,
];
