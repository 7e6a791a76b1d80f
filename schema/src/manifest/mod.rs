//! Manifests: the documents that a stack is made of.

mod adopt;
mod document;
mod metadata;
mod name;
mod read;
mod twins;

pub use adopt::{Adopt, AdoptTerms};
pub(crate) use document::Document;
pub use metadata::{Metadata, WrittenMetadata};
pub use name::is_name;
pub(crate) use name::{check_name, refuse_interpolation, shortened};
pub use read::{Manifest, read_manifests};

/// The version that every document names.
pub const API_VERSION: &str = "trueup/v1";
