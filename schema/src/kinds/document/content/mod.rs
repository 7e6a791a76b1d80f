//! A document's content: where it stands, how it is read, what it means.

mod inline;
mod meaning;
mod parsed;
mod place;

pub(super) use inline::json;
pub use meaning::same_meaning;
pub(super) use parsed::{Parsed, format_of};
pub use place::Place;
