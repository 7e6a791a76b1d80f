//! Documents as manifests say them.

mod content;
mod laws;
mod places;
mod spec;
mod world;
