//! From plans to outcomes: approve, ask, make, settle, tell. What `apply` and `destroy` share.

mod audience;
mod consent;
mod lease;
mod make;
mod owner;
mod planned;
mod process;
mod report;
mod telling;

pub use audience::Audience;
pub use consent::{Consenting, agree};
pub use lease::{Patience, Queue, Turn};
pub use make::{After, Job, carry};
pub use planned::Planned;
pub use report::Report;
pub use telling::Telling;
