//! Associations: one as a person writes it, its state, and what can be known of it without AWS.

mod aim;
mod body;
mod check;
mod location;
mod output;
mod read;
mod spec;
mod state;

pub use aim::Aim;
pub use body::{AssociationBody, DEFAULT_VERSION};
pub use location::{DEFAULT_EXECUTION_ROLE, TargetLocation, sorted};
pub use output::{Output, S3Place};
pub use read::{Declared, Surroundings, read};
pub use spec::AssociationSpec;
pub use state::{Association, ComplianceSeverity, SyncCompliance};
