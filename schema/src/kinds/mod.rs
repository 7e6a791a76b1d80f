//! The kinds that a manifest may describe: their types and the checks that need no AWS.

mod list;
pub mod parameter;
pub mod tags;

pub use list::{ALL, Kind, NOT_YET, find};
