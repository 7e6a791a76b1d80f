//! Patch groups: which baselines a group of nodes is patched by, one for each operating system.

mod baseline;
mod check;
mod group;
mod instances;
mod read;

pub use baseline::{BaselineReference, External};
pub use group::{PatchGroup, PatchGroupSpec};
pub use instances::{InstanceTag, Instances, STATES, TagKey};
pub use read::read;
