//! Drift, in every format.

mod class;
mod human;
mod json;
mod markdown;
mod prometheus;

pub use class::{Context, Pending, count};
pub use human::human;
pub use json::json;
pub use markdown::markdown;
pub use prometheus::{Run, prometheus};

pub(super) use class::rival;

#[cfg(test)]
mod tests;
