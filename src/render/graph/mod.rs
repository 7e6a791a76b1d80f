//! What refers to what, as a picture.

mod dot;
mod label;
mod layers;
mod mermaid;
mod picture;
mod scene;
mod svg;

pub use dot::dot;
pub use mermaid::mermaid;
pub(super) use picture::Stand;
pub use svg::svg;
pub(super) use svg::{Drawn, changing};

#[cfg(test)]
mod tests;
