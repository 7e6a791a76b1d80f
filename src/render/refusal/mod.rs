//! A plan that may not be applied.

mod human;
mod json;
mod moved;
mod objection;

pub use human::human;
pub use json::json;
pub use moved::{moved, moved_json};
