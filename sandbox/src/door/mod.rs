//! The one door: every request is resolved, counted, struck by faults, checked, carried out and kept here.

mod answer;
mod call;
mod caller;
mod ids;
mod refusal;
mod registry;
mod run;
#[cfg(test)]
mod tests;
mod token;

pub(crate) use answer::Door;
pub use answer::Lost;
pub(crate) use call::Call;
pub(crate) use caller::Caller;
pub(crate) use ids::{Ids, base64_text, hex, uuid};
pub(crate) use refusal::{Answer, Refusal};
pub(crate) use registry::{Entry, Handler, Index, Kind, Registry, Upkeep, read, write};
