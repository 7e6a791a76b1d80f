//! What goes wrong on request. Faults stand around the door and never in a handler.

mod die;
mod omit;
mod rates;
mod rule;
mod rules;
mod script;

pub use omit::Omission;
pub(crate) use omit::omit;
pub(crate) use rates::{Buckets, Throughput};
pub use rule::{Effect, Moment, Rule, When};
pub(crate) use rules::{Rules, Strike};
pub use script::{ScriptError, script};
