//! The crate's tests, in one binary.

mod against_croner;
mod against_icalendar;
mod calendar_meaning;
mod calendar_mistakes;
mod calendar_states;
mod calendar_text;
mod clocks;
mod expressions;
mod generated;
mod mistakes;
mod timetables;
mod windows;
mod words;
