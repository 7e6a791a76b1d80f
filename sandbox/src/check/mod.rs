//! Checks requests and replies against the table, in AWS's words.

mod constraint;
mod reply;
mod said;
mod show;
mod types;

pub(crate) use constraint::violations;
pub(crate) use reply::complaint;
pub(crate) use said::{Input, Said};
pub(crate) use types::{from_form, from_json};
