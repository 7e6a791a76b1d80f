//! What can be known of a window without AWS, every mistake in one pass.

mod all;
mod hours;
mod places;
mod runs;
mod targets;
mod tasks;
mod texts;
mod timetable;

pub use all::read;
