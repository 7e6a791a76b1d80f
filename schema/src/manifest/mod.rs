//! Manifests: the documents that a stack is made of.

mod adoption;
mod read;
mod twins;

pub use read::{Manifest, read_manifests};
