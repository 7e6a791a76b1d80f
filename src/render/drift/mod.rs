//! Drift, in every format.

mod baseline;
mod entry;
mod human;
mod json;
mod markdown;
mod prometheus;
mod who;

pub use baseline::Baseline;
pub use entry::{Context, count};
pub(super) use entry::{Entry, Next, entries_of};
pub use human::human;
pub use json::json;
pub use markdown::markdown;
pub use prometheus::{Before, EXIT, HEAD, PART, Run, failed, prometheus};

pub(super) use entry::rival;
pub(super) use who::words as who;

#[cfg(test)]
mod tests;
