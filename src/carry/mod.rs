//! From plans to outcomes: approve, ask, make, settle, tell. What `apply` and `destroy` share.

mod audience;
mod consent;
mod make;

pub use audience::{Audience, Format};
pub use consent::Consenting;
pub use make::{Job, carry};
