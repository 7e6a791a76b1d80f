//! The crate's tests, in one binary.

mod against_croner;
mod clocks;
mod expressions;
mod mistakes;
mod timetables;
mod windows;
