//! A plan that may not be applied.

mod human;
mod json;
mod moved;
mod objection;

pub use human::human;
pub use json::{Objection, Refusal};
pub use moved::{Move, Moves, moved};
