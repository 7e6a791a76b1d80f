//! Everything that people and other programs read: one module per noun, one file per format.
//!
//! A renderer takes a noun of the engine and gives a text. It writes nowhere, reads no clock and
//! no environment; plans are seen through [`crate::view`] only.

pub mod drift;
pub mod error;
pub mod findings;
pub mod graph;
mod markdown;
pub mod outcome;
pub mod plan;
pub mod progress;
pub mod refusal;
mod style;
mod wire;

pub use style::{Color, Glyphs, Style};
use wire::{line, text};
