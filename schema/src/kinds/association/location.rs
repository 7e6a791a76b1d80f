//! Accounts and regions in which a runbook runs.

use std::collections::{BTreeMap, BTreeSet};

use crate::kinds::maintenance_window::AlarmConfiguration;
use crate::kinds::values::ValueSet;
use crate::shape::Shape;

/// The role that AWS takes in the other accounts where no other is named.
pub const DEFAULT_EXECUTION_ROLE: &str = "AWS-SystemsManager-AutomationExecutionRole";

/// Accounts and regions in which a runbook runs.
#[derive(Debug, Clone, PartialEq, Eq, Shape)]
pub struct TargetLocation {
    /// The accounts, or organizational units.
    #[shape(default)]
    pub accounts: BTreeSet<String>,
    /// The regions.
    #[shape(default)]
    pub regions: BTreeSet<String>,
    /// In how many of them at once: a number, or a share such as `50%`.
    pub max_concurrency: Option<String>,
    /// After how many errors no new one is begun: a number, or a share such as `25%`.
    pub max_errors: Option<String>,
    /// The name of the role that the runbook takes there.
    #[shape(default = DEFAULT_EXECUTION_ROLE.to_owned())]
    pub execution_role: String,
    /// The CloudWatch alarm that stops the run there.
    pub alarm_configuration: Option<AlarmConfiguration>,
    /// Whether units below the named ones count too.
    #[shape(default)]
    pub include_child_organization_units: bool,
    /// Accounts and units that are left out.
    #[shape(default)]
    pub exclude_accounts: BTreeSet<String>,
    /// What the runbook acts on there, as in `where`.
    #[shape(default, rename = "where")]
    pub targets: BTreeMap<String, ValueSet>,
    /// On how many targets at once there.
    pub targets_max_concurrency: Option<String>,
    /// After how many errors there no new target is begun.
    pub targets_max_errors: Option<String>,
}

/// Locations in one order: to AWS theirs means nothing.
pub fn sorted(mut locations: Vec<TargetLocation>) -> Vec<TargetLocation> {
    locations.sort_by_cached_key(|location| format!("{:?}", location.tree()));
    locations
}
