//! AWS's words for documents.

use crate::shape::Shape;

/// What a document is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Shape)]
pub enum DocumentType {
    /// Commands that nodes run.
    Command,
    /// A policy that State Manager applies.
    Policy,
    /// A runbook.
    Automation,
    /// A kind of session.
    Session,
    /// A package of Distributor.
    Package,
    /// A configuration of AppConfig.
    ApplicationConfiguration,
    /// The schema of a configuration.
    ApplicationConfigurationSchema,
    /// How a configuration is rolled out.
    DeploymentStrategy,
    /// When changes may happen.
    ChangeCalendar,
    /// A template of Change Manager.
    #[shape(word = "Automation.ChangeTemplate")]
    AutomationChangeTemplate,
    /// An analysis of an incident.
    ProblemAnalysis,
    /// A template of such analyses.
    ProblemAnalysisTemplate,
    /// A template of CloudFormation.
    CloudFormation,
    /// A template of a conformance pack.
    ConformancePackTemplate,
    /// A configuration of Quick Setup.
    QuickSetup,
    /// Access that somebody must approve.
    ManualApprovalPolicy,
    /// Access that nobody must approve.
    AutoApprovalPolicy,
}

impl DocumentType {
    /// The schema versions that its content may have; none where it has no such thing.
    pub fn schemas(self) -> &'static [&'static str] {
        match self {
            Self::Command => &["1.2", "2.0", "2.2"],
            Self::Automation | Self::AutomationChangeTemplate => &["0.3"],
            Self::Session => &["1.0"],
            Self::Policy | Self::Package => &["2.0"],
            Self::ApplicationConfiguration
            | Self::ApplicationConfigurationSchema
            | Self::DeploymentStrategy
            | Self::ChangeCalendar
            | Self::ProblemAnalysis
            | Self::ProblemAnalysisTemplate
            | Self::CloudFormation
            | Self::ConformancePackTemplate
            | Self::QuickSetup
            | Self::ManualApprovalPolicy
            | Self::AutoApprovalPolicy => &[],
        }
    }

    /// Whether its content is more than text to Systems Manager. A template of CloudFormation has
    /// tags of its own.
    pub fn is_structured(self) -> bool {
        match self {
            Self::ChangeCalendar | Self::CloudFormation | Self::ConformancePackTemplate => false,
            Self::Command
            | Self::Policy
            | Self::Automation
            | Self::Session
            | Self::Package
            | Self::ApplicationConfiguration
            | Self::ApplicationConfigurationSchema
            | Self::DeploymentStrategy
            | Self::AutomationChangeTemplate
            | Self::ProblemAnalysis
            | Self::ProblemAnalysisTemplate
            | Self::QuickSetup
            | Self::ManualApprovalPolicy
            | Self::AutoApprovalPolicy => true,
        }
    }
}

/// How a content is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Shape)]
pub enum DocumentFormat {
    /// As JSON.
    #[shape(word = "JSON")]
    Json,
    /// As YAML.
    #[shape(word = "YAML")]
    Yaml,
    /// As any text.
    #[shape(word = "TEXT")]
    Text,
}

/// Which version of a shared document others may use.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Shape)]
pub enum SharedVersion {
    /// The default one.
    #[shape(word = "$DEFAULT")]
    Default,
    /// The newest one.
    #[shape(word = "$LATEST")]
    Latest,
    /// Every one.
    #[shape(word = "$ALL")]
    All,
}

/// How an attachment is named.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Shape)]
pub enum AttachmentKey {
    /// The URL of a folder in S3.
    SourceUrl,
    /// The URL of a file in S3.
    S3FileUrl,
    /// A file of another document.
    AttachmentReference,
}
