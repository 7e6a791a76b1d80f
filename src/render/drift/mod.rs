//! Drift, in every format.

mod baseline;
mod entry;
mod human;
mod json;
mod markdown;
mod prometheus;

pub use baseline::Baseline;
pub use entry::{Context, count};
pub use human::human;
pub use json::json;
pub use markdown::markdown;
pub use prometheus::{Before, HEAD, Run, failed, prometheus};

pub(super) use entry::rival;

#[cfg(test)]
mod tests;
