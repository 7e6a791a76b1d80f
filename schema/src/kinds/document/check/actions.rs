//! What a step may do.

/// The plugins of a Command document.
const PLUGINS: &[&str] = &[
    "aws:applications",
    "aws:cloudWatch",
    "aws:configureDocker",
    "aws:configurePackage",
    "aws:domainJoin",
    "aws:downloadContent",
    "aws:psModule",
    "aws:refreshAssociation",
    "aws:runDockerAction",
    "aws:runDocument",
    "aws:runPowerShellScript",
    "aws:runShellScript",
    "aws:softwareInventory",
    "aws:updateAgent",
    "aws:updateSsmAgent",
];

/// The actions of a runbook.
const ACTIONS: &[&str] = &[
    "aws:approve",
    "aws:assertAwsResourceProperty",
    "aws:branch",
    "aws:changeInstanceState",
    "aws:copyImage",
    "aws:createImage",
    "aws:createStack",
    "aws:createTags",
    "aws:deleteImage",
    "aws:deleteStack",
    "aws:executeAutomation",
    "aws:executeAwsApi",
    "aws:executeScript",
    "aws:executeStateMachine",
    "aws:invokeLambdaFunction",
    "aws:invokeWebhook",
    "aws:loop",
    "aws:pause",
    "aws:runCommand",
    "aws:runInstances",
    "aws:sleep",
    "aws:updateVariable",
    "aws:waitForAwsResourceProperty",
];

/// What the steps of a document are made of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Steps {
    /// Plugins, which nodes run.
    Plugins,
    /// Actions, which AWS runs.
    Actions,
}

impl Steps {
    /// Everything that a step may do.
    pub(super) fn known(self) -> &'static [&'static str] {
        match self {
            Self::Plugins => PLUGINS,
            Self::Actions => ACTIONS,
        }
    }

    /// Whether a text can name a step.
    pub(super) fn can_be_named(self, name: &str) -> bool {
        let more: &[u8] = match self {
            Self::Plugins => b"_-.",
            Self::Actions => b"_",
        };
        name.len() <= 128 && name.bytes().all(|byte| byte.is_ascii_alphanumeric() || more.contains(&byte))
    }

    /// The characters of a step's name, in words.
    pub(super) fn characters(self) -> &'static str {
        match self {
            Self::Plugins => "letters, digits, `_`, `-` and `.`",
            Self::Actions => "letters, digits and `_`",
        }
    }
}
