//! What a manifest and a state of an association say in the same words.

use std::collections::{BTreeMap, BTreeSet};

use super::{Aim, ComplianceSeverity, Output, SyncCompliance, TargetLocation};
use crate::kinds::maintenance_window::AlarmConfiguration;
use crate::kinds::values::Values;
use crate::shape::{Duration, Shape, Word};

/// The version of the document that AWS takes where none is named.
pub const DEFAULT_VERSION: &str = "$DEFAULT";

/// What is done, on what, and when.
#[derive(Debug, Clone, PartialEq, Eq, Shape)]
pub struct AssociationBody {
    /// The document's version: a number, `$DEFAULT` or `$LATEST`.
    #[shape(default = DEFAULT_VERSION.to_owned())]
    pub document_version: String,
    /// What it acts on; a runbook may act on nothing of its own.
    #[shape(inline)]
    pub aim: Option<Aim>,
    /// The runbook's parameter that each target is given as.
    pub automation_target_parameter_name: Option<String>,
    /// Parameters of the runbook for each of its runs, in the place of targets.
    #[shape(default)]
    pub target_maps: BTreeSet<BTreeMap<String, Values>>,
    /// The accounts and regions in which a runbook runs.
    #[shape(default)]
    pub target_locations: Vec<TargetLocation>,
    /// The document's parameters; one value may stand alone. Those that AWS adds are not compared.
    #[shape(default)]
    pub parameters: BTreeMap<String, Values>,
    /// When it runs by itself, in UTC: `rate(1 day)`, `cron(0 2 ? * SUN *)`, `at(2027-03-01T08:00:00)`. Never where none is written.
    pub schedule: Option<String>,
    /// How long after the date that a cron schedule names it runs, from 1 to 6 days.
    pub schedule_offset: Option<Duration>,
    /// Whether it waits for its cron schedule, instead of running also when it is made or changed.
    #[shape(default)]
    pub apply_only_at_cron_interval: bool,
    /// How long it may run, from 1 to 24 hours.
    pub duration: Option<Duration>,
    /// How bad it is for a node not to comply.
    #[shape(default = Word::Known(ComplianceSeverity::Unspecified))]
    pub compliance_severity: Word<ComplianceSeverity>,
    /// Whether a run says how a node complies, or somebody else does.
    #[shape(default = Word::Known(SyncCompliance::Auto))]
    pub sync_compliance: Word<SyncCompliance>,
    /// On how many targets at once: a number, or a share such as `50%`.
    pub max_concurrency: Option<String>,
    /// How many errors are allowed, as a number or a share such as `25%`: with one more no new target is begun.
    pub max_errors: Option<String>,
    /// Where the output goes.
    pub output: Option<Output>,
    /// The CloudWatch alarm that stops it.
    pub alarm_configuration: Option<AlarmConfiguration>,
    /// The ARN of the role that State Manager takes to run it.
    pub dispatch_assume_role: Option<String>,
}
