//! Drift: who has changed what differs, seen from what was applied last: git, or somebody in AWS.
//!
//! It compares on three sides. A plan knows two of them, what git asks for and what AWS holds; the third is
//! what git asked for when it was applied, which the record names by commit and digest.

mod class;
mod field;
mod fingerprint;
mod ignore;
mod origin;
mod past;
mod who;

pub use class::{Class, Drift, Entry, Told, What, drift, tell};
pub use fingerprint::fingerprint;
pub use ignore::{Ignored, Ignoring};
pub use origin::{Base, origins};
pub use past::Past;
pub use who::{MOST, Teller, Traces, Trail, Who, Whose, trail};
