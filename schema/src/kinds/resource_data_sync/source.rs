//! Where a sync's operations data comes from.

use std::collections::BTreeSet;

use crate::shape::{Shape, Word};

/// The regions and accounts that operations data comes from.
#[derive(Debug, Clone, PartialEq, Eq, Shape)]
pub struct SyncSource {
    /// Whether it comes from this account or from the organization's. AWS cannot change it in place.
    #[shape(replace)]
    pub source_type: Word<SourceType>,
    /// Which accounts of the organization.
    pub aws_organizations_source: Option<AwsOrganizationsSource>,
    /// The regions.
    pub source_regions: BTreeSet<String>,
    /// Whether regions that AWS opens later are taken in.
    #[shape(default)]
    pub include_future_regions: bool,
    /// Whether every source of operations data is turned on in those accounts.
    #[shape(default)]
    pub enable_all_ops_data_sources: bool,
}

/// Whose data it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Shape)]
pub enum SourceType {
    /// This account's, of several regions.
    #[shape(word = "SingleAccountMultiRegions")]
    SingleAccountMultiRegions,
    /// That of accounts of the organization.
    #[shape(word = "AwsOrganizations")]
    AwsOrganizations,
}

/// Accounts of the organization.
#[derive(Debug, Clone, PartialEq, Eq, Shape)]
pub struct AwsOrganizationsSource {
    /// Whether all of them, or those of some units. AWS cannot change it in place.
    #[shape(replace)]
    pub organization_source_type: Word<OrganizationSourceType>,
    /// The ids of the units.
    #[shape(default)]
    pub organizational_units: BTreeSet<String>,
}

/// Which accounts of the organization.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Shape)]
pub enum OrganizationSourceType {
    /// All of them.
    #[shape(word = "EntireOrganization")]
    EntireOrganization,
    /// Those of some units.
    #[shape(word = "OrganizationalUnits")]
    OrganizationalUnits,
}
