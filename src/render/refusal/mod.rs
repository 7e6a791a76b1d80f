//! A plan that may not be applied.

mod human;
mod json;
mod objection;

pub use human::human;
pub use json::json;
