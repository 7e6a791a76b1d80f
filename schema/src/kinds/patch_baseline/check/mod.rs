//! What can be known of a baseline without AWS.

mod all;
mod filters;
mod patches;
mod products;
mod rules;
mod sources;
mod systems;

pub(super) use all::check;
