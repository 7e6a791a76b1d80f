//! A plan, in every format.

mod body;
mod budget;
mod context;
mod fields;
mod human;
mod json;
mod markdown;
mod sections;

pub(super) use body::body;
pub(super) use human::{about, head, header, page_row, words, words_column};
pub(super) use json::target;
pub(super) use sections::{place, whose};

pub use context::Context;
pub use human::human;
pub use json::json;
pub use markdown::markdown;
