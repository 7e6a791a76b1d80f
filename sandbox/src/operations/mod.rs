//! The operations, by the kind of thing they work on.

mod document;
mod identity;
mod page;
mod parameter;
mod settings;
mod tagging;
mod tags;

use crate::door::Kind;

pub(crate) use settings::high_throughput;

/// Every kind that the sandbox covers.
pub(crate) const KINDS: &[&Kind] =
    &[&document::KIND, &parameter::KIND, &tags::KIND, &settings::KIND, &tagging::KIND, &identity::KIND];
