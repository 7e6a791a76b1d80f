//! YAML to spanned nodes. Nothing else names the parser, so it can be changed here.

mod anchors;
mod compose;
mod frame;
mod merge;
mod syntax;
mod text;

pub use compose::{documents, documents_tagged};
pub(crate) use compose::{documents_marked, documents_of};
pub use text::add_bytes;
