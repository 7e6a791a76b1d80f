//! The registry of finding codes: what `trueup explain` tells of each.

mod list;
mod page;

pub use list::ALL;
pub use page::{Page, explain};
