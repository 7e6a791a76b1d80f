//! Everything that people and other programs read: one module per noun, one file per format.
//!
//! A renderer takes a noun of the engine and gives a text. It writes nowhere, reads no clock and
//! no environment; plans are seen through [`crate::view`] only.

#[cfg(test)]
mod canary;
pub mod desk;
pub mod drift;
pub mod error;
pub mod findings;
pub mod graph;
#[cfg(test)]
mod hostile;
pub mod import;
mod markdown;
pub mod merged;
pub mod outcome;
mod page;
pub mod patch;
pub mod plan;
pub mod progress;
pub mod reference;
pub mod refusal;
pub mod result;
#[cfg(test)]
pub(crate) mod samples;
pub mod sites;
mod style;
mod wire;

pub use style::{Color, Glyphs, Style};
pub use wire::text;
