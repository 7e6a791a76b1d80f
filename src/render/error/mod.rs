//! An operation that failed.

mod api;

pub use api::human;
pub(super) use api::{json, way_out};
