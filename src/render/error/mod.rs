//! An operation that failed.

mod api;

pub use api::{human, json};

pub(super) use api::way_out;
