//! Desired + Live → Plan: pure, infallible, deterministic.

mod change;
mod cost;
mod decide;
mod digest;
mod known;
mod moved;
mod only;
mod record;
mod recreate;
mod sources;
mod suspend;

pub use change::{Change, Conflict, Plan, Rival, Summary, Waiting};
pub use cost::{Cost, cost};
pub use decide::{Frame, Goal, plan};
pub use digest::{basis_digest, change_digest};
pub use moved::{Moved, Mover, moved, narrow};
pub use only::{Only, Partial, Unknown};
pub use record::{Keep, Reach};

pub(crate) use decide::protects;
pub(crate) use known::wished;
pub(crate) use record::Said;
