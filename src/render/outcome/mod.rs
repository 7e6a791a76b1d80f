//! What apply did, in every format.

mod human;
mod json;
mod markdown;
mod words;

pub(super) use words::past;

pub use human::human;
pub use json::json;
pub use markdown::markdown;
