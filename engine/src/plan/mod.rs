//! Desired + Live → Plan: pure, infallible, deterministic.

mod approve;
mod bind;
mod change;
mod cost;
mod decide;
mod digest;
mod json;
mod known;
mod moved;
mod only;
mod recreate;
mod saved;
mod sources;
mod suspend;
mod walk;

pub use approve::{
    Approved, Consent, Destroy, Empty, Guardrails, Incomplete, Limit, Objection, Protector, Refusal, approve,
};
pub use bind::bind;
pub use change::{Change, Conflict, Plan, Rival, Summary, Waiting};
pub use cost::{Cost, cost};
pub(crate) use decide::REPLACED;
pub use decide::{Frame, Goal, plan};
pub(crate) use digest::digest;
pub use digest::{basis_digest, change_digest};
pub use json::{from_json, to_json};
pub(crate) use known::wished;
pub use moved::{Moved, Mover, moved, narrow};
pub use only::{Only, Partial, Unknown};
pub use saved::{FORMAT, SavedError, load, save};
pub use walk::{Comparison, Difference, Path, compare, equal};
