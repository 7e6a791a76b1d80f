//! YAML to spanned nodes. Nothing else names the parser, so it can be changed here.

mod anchors;
mod compose;
mod frame;
mod merge;
mod syntax;
mod text;

pub use compose::documents;
pub use text::{LARGEST, add_bytes};

/// How deep values may lie in one another. Every walk over nodes is recursive and leans on it.
pub const DEEPEST: usize = 64;
