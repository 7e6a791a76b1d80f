//! Findings, in every format.

mod conceal;
mod github;
mod human;
mod json;
mod junit;
mod order;
mod sarif;
mod snippet;

pub use github::github;
pub use human::human;
pub use json::json;
pub use junit::junit;
pub use sarif::sarif;

pub(super) use junit::xml;
