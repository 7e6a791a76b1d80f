//! Documents as manifests say them.

mod content;
mod places;
mod spec;
mod world;
