//! Schedule expressions: `cron(…)`, `rate(…)`, `at(…)`.

mod association;
mod cron;
mod days;
mod field;
mod frequency;
mod mistake;
mod once;
mod parse;
mod rate;
mod special;
mod values;

pub use cron::Cron;
pub use days::Days;
pub use mistake::{AssociationLimit, Field, Mistake};
pub use once::Once;
pub use parse::{Dialect, Expression};
pub use rate::{Rate, Unit};
pub use values::Values;
