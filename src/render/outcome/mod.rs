//! What apply did, in every format.

mod human;
mod json;
mod markdown;
mod words;

pub(super) use words::{AGAIN, past, stop};

pub use words::unkept;

pub use human::human;
pub use json::Site;
pub use markdown::markdown;
