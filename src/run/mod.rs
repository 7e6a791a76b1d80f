//! The way of a run through the engine: which sites, what git asks for there, what AWS holds, and
//! the plans.

mod check;
mod look;
mod night;
mod past;
mod prepare;
mod select;
mod stage;
mod told;

pub use check::{offline, report};
pub use look::{Aim, known_only, look, look_closely, only};
pub use night::{Asked, keep, whose};
pub use past::History;
pub use prepare::{Ready, prepare, reach, regions};
pub use select::{Choice, Selection, select};
pub use stage::{Stage, exposure, read_each};

/// The version that output and files name.
pub const VERSION: &str = env!("CARGO_PKG_VERSION");
