//! The desk: one OpsItem for each address that has drifted, as long as it has.
//!
//! What is there is found by its source and by operational data that names the site and the address; a digest
//! beside them tells whether anything new is to be said. So a run that finds what the last one found writes
//! nothing. Nothing else in the account is touched, and nothing is resolved that this run has not read.

mod case;
mod held;
mod round;

pub use case::{Case, Category, Severity};
pub use round::{Outcome, Trouble, round};
