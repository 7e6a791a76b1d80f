//! What every document says beside its `spec`: the version of the language, its kind, its metadata.

mod adopt;
mod document;
mod metadata;
mod name;

pub use adopt::{Adopt, AdoptTerms};
pub(crate) use document::Document;
pub use metadata::{Metadata, WrittenMetadata};
pub use name::{LONGEST_NAME, is_name};
pub(crate) use name::{refuse_interpolation, shortened};

/// The version that every document names.
pub const API_VERSION: &str = "trueup/v1";
