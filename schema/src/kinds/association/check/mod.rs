//! What can be known of an association without AWS.

mod all;
mod interval;
mod limits;
mod locations;
mod target;

pub(super) use all::check;
