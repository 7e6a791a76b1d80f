//! A fleet as its file says it.

use std::collections::BTreeMap;

use jiff::Timestamp;
use serde::Deserialize;

/// Nodes with their tags, agents and patches, read from YAML; `fixtures/fleets` holds examples.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
pub struct Fleet {
    #[serde(default = "account")]
    pub(super) account: String,
    #[serde(default = "region")]
    pub(super) region: String,
    /// The images beside those of instances, in the fleet's account and region; where it is not said, every id of an
    /// image is one.
    pub(super) images: Option<Vec<String>>,
    #[serde(default)]
    pub(super) nodes: Vec<Nodes>,
}

/// Why a fleet cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum FleetError {
    /// The text is no fleet.
    #[error("not a fleet: {0}")]
    Text(String),
    /// Its nodes cannot be so.
    #[error("{node}: {why}")]
    Node {
        /// The node's id, or the name of several.
        node: String,
        /// What is wrong.
        why: &'static str,
    },
}

/// One node, or several that are alike.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
pub(super) struct Nodes {
    /// Overrides the fleet's.
    pub(super) account: Option<String>,
    /// Overrides the fleet's.
    pub(super) region: Option<String>,
    /// `i-…` or `mi-…`; invented from the name where there are several.
    pub(super) id: Option<String>,
    pub(super) name: Option<String>,
    pub(super) count: Option<u32>,
    #[serde(default)]
    pub(super) tags: BTreeMap<String, String>,
    #[serde(default)]
    pub(super) instance: Machine,
    #[serde(default)]
    pub(super) platform: Platform,
    /// Whether Systems Manager knows the node.
    #[serde(default = "yes")]
    pub(super) managed: bool,
    #[serde(default)]
    pub(super) agent: Agent,
    pub(super) patches: Option<Patches>,
}

/// What EC2 says of a node.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "camelCase", default)]
pub(super) struct Machine {
    pub(super) state: State,
    pub(super) r#type: String,
    pub(super) image: String,
    pub(super) architecture: String,
    pub(super) zone: Option<String>,
    pub(super) vpc: String,
    pub(super) subnet: String,
    /// Whether its tags can be read from within; keys may hold no blanks then.
    pub(super) metadata_tags: bool,
}

/// An instance's state.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(super) enum State {
    Pending,
    Running,
    ShuttingDown,
    Terminated,
    Stopping,
    Stopped,
}

/// What a node runs.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "camelCase", default)]
pub(super) struct Platform {
    /// `Linux`, `Windows` or `MacOS`.
    pub(super) r#type: System,
    pub(super) name: String,
    pub(super) version: String,
}

/// The family of an operating system.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
pub(super) enum System {
    Linux,
    Windows,
    MacOS,
}

/// A node's agent.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "camelCase", default)]
pub(super) struct Agent {
    pub(super) version: String,
    pub(super) latest: bool,
    /// By the instance's state where it is not said.
    pub(super) ping: Option<Ping>,
    pub(super) last_ping: Option<Timestamp>,
    pub(super) role: Option<String>,
    pub(super) association_status: Option<String>,
}

/// Whether an agent is heard of.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
pub(super) enum Ping {
    Online,
    ConnectionLost,
    Inactive,
}

/// What the last scan or installation found.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
pub(super) struct Patches {
    /// An id, an ARN, or the name of one of AWS's own.
    pub(super) baseline: String,
    /// By the node's tag where it is not said.
    pub(super) group: Option<String>,
    #[serde(default)]
    pub(super) operation: Operation,
    #[serde(default)]
    pub(super) reboot: Reboot,
    /// The snapshot of the baseline that was used; invented where it is not said.
    pub(super) snapshot: Option<String>,
    pub(super) started: Option<Timestamp>,
    pub(super) ended: Option<Timestamp>,
    #[serde(default)]
    pub(super) counts: Counts,
    #[serde(default)]
    pub(super) list: Vec<Patch>,
}

/// What was done.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
pub(super) enum Operation {
    #[default]
    Scan,
    Install,
}

/// Whether a node may reboot afterwards.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
pub(super) enum Reboot {
    #[default]
    RebootIfNeeded,
    NoReboot,
}

/// How many patches are in each state, beside those that are listed.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "camelCase", default)]
pub(super) struct Counts {
    pub(super) installed: i64,
    pub(super) installed_other: i64,
    pub(super) installed_pending_reboot: i64,
    pub(super) installed_rejected: i64,
    pub(super) missing: i64,
    pub(super) failed: i64,
    pub(super) not_applicable: i64,
    pub(super) unreported_not_applicable: i64,
    pub(super) available_security_update: i64,
    pub(super) critical_non_compliant: i64,
    pub(super) security_non_compliant: i64,
    pub(super) other_non_compliant: i64,
}

/// One patch.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
pub(super) struct Patch {
    pub(super) title: String,
    pub(super) kb: String,
    #[serde(default)]
    pub(super) classification: String,
    #[serde(default)]
    pub(super) severity: String,
    pub(super) state: PatchState,
    pub(super) installed: Option<Timestamp>,
    pub(super) cves: Option<String>,
}

/// A patch's state on a node.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
pub(super) enum PatchState {
    Installed,
    InstalledOther,
    InstalledPendingReboot,
    InstalledRejected,
    Missing,
    NotApplicable,
    Failed,
    AvailableSecurityUpdate,
}

impl Fleet {
    /// Reads a fleet's YAML.
    ///
    /// # Errors
    /// With the place and what is wrong there.
    pub fn read(text: &str) -> Result<Self, FleetError> {
        serde_yaml::from_str(text).map_err(|error| FleetError::Text(error.to_string()))
    }
}

fn account() -> String {
    "123456789012".into()
}

fn region() -> String {
    "us-east-1".into()
}

fn yes() -> bool {
    true
}

impl Default for Machine {
    fn default() -> Self {
        Machine {
            state: State::Running,
            r#type: "t3.medium".into(),
            image: "ami-0c55b159cbfafe1f0".into(),
            architecture: "x86_64".into(),
            zone: None,
            vpc: "vpc-0a1b2c3d4e5f60718".into(),
            subnet: "subnet-0a1b2c3d4e5f60718".into(),
            metadata_tags: false,
        }
    }
}

impl Default for Platform {
    fn default() -> Self {
        Platform { r#type: System::Linux, name: "Amazon Linux".into(), version: "2023".into() }
    }
}

impl Default for Agent {
    fn default() -> Self {
        Agent {
            version: "3.3.987.0".into(),
            latest: true,
            ping: None,
            last_ping: None,
            role: None,
            association_status: None,
        }
    }
}
