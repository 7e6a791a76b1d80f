//! Drift, in every format.

mod class;
mod human;
mod json;
mod markdown;
mod prometheus;

pub use class::{Class, Context, Pending};
pub use human::human;
pub use json::json;
pub use markdown::markdown;
pub use prometheus::{Run, prometheus};

pub(super) use class::rival;
