//! The operations, by the kind of thing they work on.

mod identity;
mod maintenance_window;
mod page;
mod parameter;
mod settings;
mod tagging;
mod tags;

use crate::door::Kind;

pub(crate) use settings::high_throughput;

/// Every kind that the sandbox covers.
pub(crate) const KINDS: &[&Kind] = &[
    &parameter::KIND,
    &maintenance_window::KIND,
    &tags::KIND,
    &settings::KIND,
    &tagging::KIND,
    &identity::KIND,
];
