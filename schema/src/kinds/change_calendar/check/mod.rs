//! What can be known of a change calendar without AWS.

mod events;
mod fields;

pub(super) use events::event;
pub(super) use fields::{default, fields, size};
