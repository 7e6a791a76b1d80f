//! Rules on plans that a stack brings along: `policies/*.cel`.
//!
//! A rule is a condition in the Common Expression Language. Where it holds, the plan is denied, or
//! warned of. Rules see what a plan says, and no secret: where one stands, they see the word
//! `(secret)`. They read nothing else, and what they may cost is bounded before they run.

mod caution;
mod check;
mod cost;
mod facts;
mod judge;
mod judged;
mod read;
mod rule;

pub use caution::cautions;
pub use facts::{CHANGE, PLAN, SITE};
pub use judge::judge;
pub use judged::Judged;
pub use read::read;
pub use rule::{Level, Policies, Rule, Verdict};
