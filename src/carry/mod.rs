//! From plans to outcomes: approve, ask, make, settle, tell. What `apply` and `destroy` share.

mod audience;
mod consent;
mod lease;
mod make;
mod owner;
mod process;
mod report;

pub use audience::{Audience, Format};
pub use consent::Consenting;
pub use lease::{Queue, Turn};
pub use make::{Job, carry};
pub use report::Report;
