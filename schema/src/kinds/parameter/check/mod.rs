//! What can be known of parameters without AWS, every mistake in one pass.

mod all;
mod data_type;
mod entry;
mod labels;
mod moves;
mod names;
mod pattern;
mod plain;
mod policies;
mod secret;
mod source;
mod tags;
mod twins;
mod value;

pub use all::{check, read};
pub use secret::SecretChecks;
pub use twins::twins;
