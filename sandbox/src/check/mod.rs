//! Checks requests and replies against the table, in AWS's words.

mod constraint;
mod form;
mod reply;
mod said;
mod show;
mod types;

pub(crate) use constraint::{absent, violations};
pub(crate) use form::{Dialect, from_form};
pub(crate) use reply::complaint;
pub(crate) use said::{Input, Said};
pub(crate) use types::from_json;
