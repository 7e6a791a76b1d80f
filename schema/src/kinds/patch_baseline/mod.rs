//! Patch baselines: one as a person writes it, which is also its state, AWS's own by name, and
//! what can be known of them without AWS.

mod approval;
mod baseline;
mod check;
mod filters;
mod predefined;
mod read;
mod system;

pub use approval::{Approval, ApprovalRule, Date, Days};
pub use baseline::{
    AvailableSecurityUpdates, ComplianceLevel, PatchBaseline, PatchSource, RejectedPatchesAction,
};
pub use filters::{FilterKey, Filters};
pub use predefined::{is_predefined_name, predefined_names, system_of_predefined};
pub use read::read;
pub use system::{Family, OperatingSystem};
