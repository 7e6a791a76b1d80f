//! Patch groups: which baselines a group of nodes is patched by, one for each operating system.

mod baseline;
mod group;
mod read;

pub use baseline::BaselineReference;
pub use group::{PatchGroup, PatchGroupSpec};
pub use read::read;
