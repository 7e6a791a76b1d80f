//! Desired + Live → Plan: pure, infallible, deterministic.

mod again;
mod change;
mod conflict;
mod content;
mod cost;
mod decide;
mod decision;
mod digest;
mod held;
mod known;
mod make;
mod names;
mod notes;
mod only;
mod record;
mod recreate;
mod rename;
mod rerun;
mod suspend;
mod timing;

pub(crate) use again::resting;
pub use again::{Moved, Mover, Waive, again, reread};
pub use change::Change;
pub use conflict::{Conflict, Rival, Waiting, Way};
pub use content::{About, Plan, Summary, Worktree};
pub use cost::{Cost, cost};
pub use decision::Tally;
pub use digest::{basis_digest, change_digest};
pub use make::{Frame, Goal, plan};
pub use names::names;
pub use notes::{
    By, Elsewhere, FieldOrigin, Nodes, Notes, Origin, Origins, Reached, Unseen, Untold, Users, Whence,
};
pub use only::{Only, Partial, Unknown};
pub use record::{Ground, Keep, Reach};

pub(crate) use known::{Compared, Known};
pub(crate) use record::{Done, Said};
