//! Trees side by side: what differs, what references stand for, trees as JSON, digests. It knows trees
//! and addresses, and no kind.

mod bind;
mod compare;
mod digest;
mod json;
mod references;

pub use bind::{TooLong, bind, hide};
pub use compare::{Comparison, Difference, Path, compare, equal};
pub use digest::digest;
pub use json::{from_json, to_json};
pub use references::references;

pub(crate) use json::to_bound_json;
