//! A document's content: where it stands, how it is read, what it means.

mod inline;
mod json;
mod meaning;
mod number;
mod parsed;
mod place;

pub(super) use inline::json;
pub use meaning::same_meaning;
pub(super) use meaning::{Plain, plain};
pub(super) use parsed::{Parsed, format_of};
pub use place::Place;
