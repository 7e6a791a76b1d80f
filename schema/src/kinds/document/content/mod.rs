//! A document's content: where it stands, how it is read, what it means.

mod inline;
mod json;
mod meaning;
mod number;
mod parsed;
mod place;

pub(super) use inline::json;
pub use meaning::{Meant, meant, same_meaning};
pub use parsed::Parsed;
pub(super) use parsed::format_of;
pub use place::Place;

/// Whether a text says here already what it will be: it holds neither a reference nor what AWS fills in.
pub(super) fn is_known(text: &str) -> bool {
    !crate::reference::holds(text) && !text.contains("{{")
}
