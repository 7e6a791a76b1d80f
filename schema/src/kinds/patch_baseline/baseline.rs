//! One patch baseline: what a manifest writes of it, what is desired, or what AWS holds.

use std::collections::{BTreeMap, BTreeSet};

use crate::kinds::patch_baseline::{ApprovalRule, Filters, OperatingSystem};
use crate::shape::{AwsDecides, Shape, Volatile, Word};

/// A patch baseline, with every default filled in.
#[derive(Debug, Clone, Shape)]
pub struct PatchBaseline {
    /// The name in AWS; the manifest's own where none is written.
    pub name: Option<String>,
    /// The operating system whose patches it approves.
    #[shape(replace, default = Word::Known(OperatingSystem::Windows))]
    pub operating_system: Word<OperatingSystem>,
    /// What the baseline is for.
    pub description: Option<String>,
    /// Whether it is the account's default for its operating system. `false` gives AWS's default back; unwritten leaves it as it is.
    pub default: AwsDecides<bool>,
    /// Which patches are considered at all.
    #[shape(default)]
    pub global_filters: Filters,
    /// Which patches are approved, and when. A patch that any rule approves is approved.
    #[shape(default)]
    pub approval_rules: BTreeSet<ApprovalRule>,
    /// Patches that are approved whatever the rules say.
    #[shape(default)]
    pub approved_patches: BTreeSet<String>,
    /// How bad it is when an approved patch of the list is missing.
    #[shape(default = Word::Known(ComplianceLevel::Unspecified))]
    pub approved_patches_compliance_level: Word<ComplianceLevel>,
    /// Whether the list of approved patches may bring updates that are not for security. Linux only.
    #[shape(default)]
    pub approved_patches_enable_non_security: bool,
    /// Patches that are rejected whatever else says; over approved ones, too.
    #[shape(default)]
    pub rejected_patches: BTreeSet<String>,
    /// What happens when another package needs a rejected one.
    #[shape(default = Word::Known(RejectedPatchesAction::AllowAsDependency))]
    pub rejected_patches_action: Word<RejectedPatchesAction>,
    /// Repositories beside those of the node, by name. Linux only.
    #[shape(default)]
    pub sources: BTreeMap<String, PatchSource>,
    /// How security updates count that are available and not approved. Windows only.
    pub available_security_updates_compliance_status: AwsDecides<Word<AvailableSecurityUpdates>>,
    /// The patch groups that are registered with it.
    pub patch_groups: Volatile<BTreeSet<String>>,
    /// The tags, the stack's among them.
    #[shape(default)]
    pub tags: BTreeMap<String, String>,
}

/// How bad it is when a patch is missing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Shape)]
pub enum ComplianceLevel {
    /// The worst.
    #[shape(word = "CRITICAL")]
    Critical,
    /// Bad.
    #[shape(word = "HIGH")]
    High,
    /// Neither.
    #[shape(word = "MEDIUM")]
    Medium,
    /// Hardly.
    #[shape(word = "LOW")]
    Low,
    /// Good to know.
    #[shape(word = "INFORMATIONAL")]
    Informational,
    /// Nobody said.
    #[shape(word = "UNSPECIFIED")]
    Unspecified,
}

/// What happens when another package needs a rejected one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Shape)]
pub enum RejectedPatchesAction {
    /// It is installed.
    #[shape(word = "ALLOW_AS_DEPENDENCY")]
    AllowAsDependency,
    /// It is not, and neither is what needs it.
    #[shape(word = "BLOCK")]
    Block,
}

/// How security updates count that are available and not approved.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Shape)]
pub enum AvailableSecurityUpdates {
    /// The node is compliant.
    #[shape(word = "COMPLIANT")]
    Compliant,
    /// The node is not.
    #[shape(word = "NON_COMPLIANT")]
    NonCompliant,
}

/// A repository beside those of the node.
#[derive(Debug, Clone, PartialEq, Eq, Shape)]
pub struct PatchSource {
    /// The releases that it is for, such as `AmazonLinux2018.03`.
    pub products: BTreeSet<String>,
    /// The repository's whole stanza, as the package manager reads it.
    pub configuration: String,
}
