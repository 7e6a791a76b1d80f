//! The one door: every request is resolved, counted, struck by faults, checked, carried out and kept here.

mod answer;
mod run;
#[cfg(test)]
mod tests;
mod token;

pub(crate) use answer::Door;
pub use answer::Lost;
