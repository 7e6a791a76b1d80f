//! What goes wrong on request. Faults stand around the door and never in a handler.

mod die;
mod rates;
mod rule;
mod rules;

pub(crate) use rates::{Buckets, Throughput};
pub use rule::{Effect, Moment, Rule, When};
pub(crate) use rules::{Rules, Strike};
