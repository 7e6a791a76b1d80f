//! AWS's published rates. One row may cover several operations.

/// One published rate, per account and region.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Quota {
    /// GetParameter, GetParameters and GetParametersByPath share one.
    ParameterGets,
    /// PutParameter.
    PutParameter,
    /// DescribeParameters.
    DescribeParameters,
    /// GetParameterHistory.
    ParameterHistory,
    /// LabelParameterVersion.
    LabelParameterVersion,
    /// DeleteParameters.
    DeleteParameters,
    /// ListAssociations.
    AssociationLists,
    /// DescribeAssociation.
    DescribeAssociation,
    /// CreateAssociation and UpdateAssociation.
    AssociationWrites,
    /// DeleteAssociation.
    DeleteAssociation,
    /// The operations that look at documents; not published.
    Documents,
    /// The operations that change documents; not published.
    DocumentWrites,
    /// The operations that look at patch baselines and groups; not published.
    PatchReads,
    /// The operations that change patch baselines and groups; not published.
    PatchWrites,
    /// The operations that look at maintenance windows; not published.
    WindowReads,
    /// The operations that change maintenance windows; not published.
    WindowWrites,
    /// DescribeInstances: the refill of its bucket.
    InstanceReads,
    /// CreateTags and DeleteTags of EC2: the refill of their buckets.
    InstanceTags,
    /// DescribeInstanceInformation; not published.
    NodeReads,
    /// GetServiceSetting; not published.
    SettingReads,
    /// UpdateServiceSetting and ResetServiceSetting; not published.
    SettingWrites,
    /// The operations on resource data syncs; not published.
    DataSyncs,
    /// The tag operations of Systems Manager; not published.
    Tags,
    /// The tagging API; not published.
    Tagging,
    /// GetSecretValue and DescribeSecret of Secrets Manager.
    SecretValues,
    /// The operations on OpsItems; not published.
    OpsItems,
    /// LookupEvents of CloudTrail.
    Trail,
    /// STS; not published, far beyond our use.
    Sts,
}

impl Quota {
    /// Every quota.
    pub const ALL: [Self; 28] = [
        Self::ParameterGets,
        Self::PutParameter,
        Self::DescribeParameters,
        Self::ParameterHistory,
        Self::LabelParameterVersion,
        Self::DeleteParameters,
        Self::AssociationLists,
        Self::DescribeAssociation,
        Self::AssociationWrites,
        Self::DeleteAssociation,
        Self::Documents,
        Self::DocumentWrites,
        Self::PatchReads,
        Self::PatchWrites,
        Self::WindowReads,
        Self::WindowWrites,
        Self::InstanceReads,
        Self::InstanceTags,
        Self::NodeReads,
        Self::SettingReads,
        Self::SettingWrites,
        Self::DataSyncs,
        Self::Tags,
        Self::Tagging,
        Self::SecretValues,
        Self::OpsItems,
        Self::Trail,
        Self::Sts,
    ];

    /// Calls a second that AWS grants by default; for unpublished ones a careful guess.
    pub fn per_second(self) -> f64 {
        match self {
            Self::ParameterGets => 40.0,
            Self::PutParameter
            | Self::DescribeParameters
            | Self::ParameterHistory
            | Self::LabelParameterVersion
            | Self::DeleteParameters => 3.0,
            Self::AssociationLists => 4.0,
            Self::AssociationWrites => 3.0,
            Self::DescribeAssociation | Self::DeleteAssociation | Self::Trail => 2.0,
            Self::Documents
            | Self::DocumentWrites
            | Self::PatchReads
            | Self::PatchWrites
            | Self::WindowWrites
            | Self::SettingWrites
            | Self::DataSyncs
            | Self::OpsItems => 5.0,
            Self::WindowReads | Self::NodeReads | Self::SettingReads => 10.0,
            Self::InstanceReads => 20.0,
            Self::InstanceTags => 10.0,
            Self::Tags => 10.0,
            Self::Tagging => 10.0,
            Self::SecretValues => 10_000.0,
            Self::Sts => 100.0,
        }
    }
}
