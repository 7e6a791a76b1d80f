//! An operation that failed.

mod api;

pub use api::{ApiForm, human, json};

pub(super) use api::way_out;
