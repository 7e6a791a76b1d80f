//! What can be known of a document without AWS.

mod actions;
mod all;
mod command;
mod content;
mod default;
mod fields;
mod inputs;
mod parameters;
mod references;
mod runbook;
mod share;
mod steps;

pub(super) use all::{check, check_content};
pub use fields::name_mistake;
pub use share::check as share_mistakes;
