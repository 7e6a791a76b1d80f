//! Documents as manifests say them.

mod content;
mod given;
mod laws;
mod places;
mod spec;
mod world;
