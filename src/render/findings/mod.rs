//! Findings, in every format.

mod conceal;
mod excerpt;
mod github;
mod human;
mod json;
mod junit;
mod mark;
mod near;
mod order;
mod report;
mod sarif;
mod shown;
mod words;

#[cfg(test)]
mod growth;

pub use github::{github, github_summary};
pub use human::human;
pub use json::json;
pub use junit::junit;
pub use sarif::sarif;
