//! A fleet: the nodes that a sandbox begins with, since no operation makes any.

mod file;
mod load;
mod rows;

pub use file::{Fleet, FleetError};
pub(crate) use load::load;
