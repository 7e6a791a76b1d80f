//! A fleet's nodes as the rows that operations read: members named as in the replies.

use super::file::{Counts, Nodes, Operation, PatchState, Patches, Ping, Reboot, State, System};
use crate::handler::{hex, uuid};
use crate::operations::{GROUP_KEYS, predefined_arn};
use crate::store::Scope;
use crate::tree::{Record, Tree};

/// One node's place and id.
pub(super) struct Node {
    pub(super) scope: Scope,
    pub(super) id: String,
}

impl Node {
    /// A node of several: the same ids at every load.
    pub(super) fn invented(scope: Scope, name: &str, at: u32) -> Self {
        let text = format!("{} {} {name} {at}", scope.account(), scope.region());
        let digits = hex(blake3::hash(text.as_bytes()).as_bytes());
        Node { scope, id: format!("i-0{}", &digits[..16]) }
    }

    /// Whether it is no EC2 instance.
    pub(super) fn is_hybrid(&self) -> bool {
        self.id.starts_with("mi-")
    }

    /// The key of its tags.
    pub(super) fn tagged(&self) -> String {
        if self.is_hybrid() {
            format!("ssm:managed-instance/{}", self.id)
        } else {
            format!("ec2:instance/{}", self.id)
        }
    }

    /// An address that is always the same.
    fn address(&self) -> [u8; 4] {
        let hash = blake3::hash(self.id.as_bytes());
        let [a, b, c, ..] = *hash.as_bytes();
        [10, a, b, c]
    }

    /// The id of the snapshot of a baseline, of one scan always the same.
    fn snapshot(&self, ended: i64) -> String {
        let hash = blake3::hash(format!("{} {ended}", self.id).as_bytes());
        let mut bytes = [0; 16];
        bytes.copy_from_slice(&hash.as_bytes()[..16]);
        uuid(bytes)
    }

    fn ip(&self) -> String {
        self.address().map(|byte| byte.to_string()).join(".")
    }

    fn host(&self) -> String {
        let dashed = self.address().map(|byte| byte.to_string()).join("-");
        match self.scope.region() {
            // The oldest region names its hosts without itself.
            "us-east-1" => format!("ip-{dashed}.ec2.internal"),
            region => format!("ip-{dashed}.{region}.compute.internal"),
        }
    }
}

/// Whether Systems Manager knows the nodes: what is terminated is forgotten at once.
pub(super) fn is_managed(nodes: &Nodes) -> bool {
    nodes.managed && nodes.instance.state != State::Terminated
}

/// A row of [`Instance`](crate::store::Table::Instance).
pub(super) fn instance(nodes: &Nodes, node: &Node, now: i64) -> Record {
    let machine = &nodes.instance;
    let (code, state) = state(machine.state);
    let zone = machine.zone.clone().unwrap_or_else(|| format!("{}a", node.scope.region()));
    let metadata_tags = if machine.metadata_tags { "enabled" } else { "disabled" };
    let metadata = Record::new()
        .with("State", "applied")
        .with("HttpTokens", "required")
        .with("HttpPutResponseHopLimit", 2)
        .with("HttpEndpoint", "enabled")
        .with("HttpProtocolIpv6", "disabled")
        .with("InstanceMetadataTags", metadata_tags);
    let (platform, details) = match nodes.platform.r#type {
        System::Windows => (Some("windows"), "Windows"),
        System::Linux | System::MacOS => (None, "Linux/UNIX"),
    };
    Record::new()
        .with("AmiLaunchIndex", 0)
        .with("Architecture", &*machine.architecture)
        .with("ImageId", &*machine.image)
        .with("InstanceId", &*node.id)
        .with("InstanceType", &*machine.r#type)
        .with("LaunchTime", now)
        .with("MetadataOptions", metadata)
        .with("Monitoring", Record::new().with("State", "disabled"))
        .with("Placement", Record::new().with("AvailabilityZone", zone).with("Tenancy", "default"))
        .with_some("Platform", platform)
        .with("PlatformDetails", details)
        .with("PrivateDnsName", node.host())
        .with("PrivateIpAddress", node.ip())
        .with("State", Record::new().with("Code", code).with("Name", state))
        .with("StateTransitionReason", "")
        .with("SubnetId", &*machine.subnet)
        .with("VpcId", &*machine.vpc)
        .with("VirtualizationType", "hvm")
        .with("RootDeviceType", "ebs")
}

fn state(state: State) -> (i64, &'static str) {
    match state {
        State::Pending => (0, "pending"),
        State::Running => (16, "running"),
        State::ShuttingDown => (32, "shutting-down"),
        State::Terminated => (48, "terminated"),
        State::Stopping => (64, "stopping"),
        State::Stopped => (80, "stopped"),
    }
}

/// A row of [`ManagedNode`](crate::store::Table::ManagedNode).
pub(super) fn managed(nodes: &Nodes, node: &Node, now: i64) -> Record {
    let agent = &nodes.agent;
    let heard = match nodes.instance.state {
        State::Running => Ping::Online,
        State::Pending | State::ShuttingDown | State::Terminated | State::Stopping | State::Stopped => {
            Ping::ConnectionLost
        }
    };
    let ping = match agent.ping.unwrap_or(heard) {
        Ping::Online => "Online",
        Ping::ConnectionLost => "ConnectionLost",
        Ping::Inactive => "Inactive",
    };
    let platform = match nodes.platform.r#type {
        System::Linux => "Linux",
        System::Windows => "Windows",
        System::MacOS => "MacOS",
    };
    let (kind, source) = if node.is_hybrid() {
        ("ManagedInstance", "AWS::SSM::ManagedInstance")
    } else {
        ("EC2Instance", "AWS::EC2::Instance")
    };
    let row = Record::new()
        .with("InstanceId", &*node.id)
        .with("PingStatus", ping)
        .with("LastPingDateTime", agent.last_ping.map_or(now, |at| at.as_millisecond()))
        .with("AgentVersion", &*agent.version)
        .with("IsLatestVersion", agent.latest)
        .with("PlatformType", platform)
        .with("PlatformName", &*nodes.platform.name)
        .with("PlatformVersion", &*nodes.platform.version)
        .with("ResourceType", kind)
        .with("IPAddress", node.ip())
        .with("ComputerName", node.host())
        .with_some("AssociationStatus", agent.association_status.as_deref())
        .with_some("IamRole", agent.role.as_deref())
        .with("SourceId", &*node.id)
        .with("SourceType", source);
    if node.is_hybrid() {
        row.with_some("Name", nodes.name.as_deref()).with("RegistrationDate", now)
    } else {
        row
    }
}

/// A row of [`PatchState`](crate::store::Table::PatchState), with the patches themselves; none where
/// the baseline is named as AWS's own and is not.
pub(super) fn patch_state(nodes: &Nodes, patches: &Patches, node: &Node, now: i64) -> Option<Record> {
    let baseline = match patches.baseline.strip_prefix("AWS-") {
        Some(_) => predefined_arn(&patches.baseline, node.scope.region())?,
        None => patches.baseline.clone(),
    };
    let tagged = GROUP_KEYS.iter().find_map(|key| nodes.tags.get(*key));
    let group = patches.group.as_ref().or(tagged).cloned().unwrap_or_default();
    let operation = match patches.operation {
        Operation::Scan => "Scan",
        Operation::Install => "Install",
    };
    let reboot = match patches.reboot {
        Reboot::RebootIfNeeded => "RebootIfNeeded",
        Reboot::NoReboot => "NoReboot",
    };
    let ended = patches.ended.map_or(now, |at| at.as_millisecond());
    let without_reboot =
        matches!((patches.operation, patches.reboot), (Operation::Install, Reboot::NoReboot));
    let without_reboot = without_reboot.then_some(ended);
    let snapshot = patches.snapshot.clone().unwrap_or_else(|| node.snapshot(ended));
    let started = patches.started.map_or(ended, |at| at.as_millisecond());
    let row = Record::new()
        .with("InstanceId", &*node.id)
        .with("PatchGroup", group)
        .with("BaselineId", baseline)
        .with("OperationStartTime", started)
        .with("OperationEndTime", ended)
        .with("Operation", operation)
        .with("SnapshotId", snapshot)
        .with("RebootOption", reboot)
        .with_some("LastNoRebootInstallOperationTime", without_reboot)
        .with("Patches", patches.list.iter().map(|patch| patch.row()).collect::<Vec<_>>());
    Some(counted(row, patches))
}

fn counted(row: Record, patches: &Patches) -> Record {
    let Counts {
        installed,
        installed_other,
        installed_pending_reboot,
        installed_rejected,
        missing,
        failed,
        not_applicable,
        unreported_not_applicable,
        available_security_update,
        critical_non_compliant,
        security_non_compliant,
        other_non_compliant,
    } = &patches.counts;
    let listed = |state: PatchState| {
        let count = patches.list.iter().filter(|patch| patch.state == state).count();
        i64::try_from(count).unwrap_or(i64::MAX)
    };
    row.with("InstalledCount", installed + listed(PatchState::Installed))
        .with("InstalledOtherCount", installed_other + listed(PatchState::InstalledOther))
        .with(
            "InstalledPendingRebootCount",
            installed_pending_reboot + listed(PatchState::InstalledPendingReboot),
        )
        .with("InstalledRejectedCount", installed_rejected + listed(PatchState::InstalledRejected))
        .with("MissingCount", missing + listed(PatchState::Missing))
        .with("FailedCount", failed + listed(PatchState::Failed))
        .with("NotApplicableCount", not_applicable + listed(PatchState::NotApplicable))
        .with("UnreportedNotApplicableCount", *unreported_not_applicable)
        .with(
            "AvailableSecurityUpdateCount",
            available_security_update + listed(PatchState::AvailableSecurityUpdate),
        )
        .with("CriticalNonCompliantCount", *critical_non_compliant)
        .with("SecurityNonCompliantCount", *security_non_compliant)
        .with("OtherNonCompliantCount", *other_non_compliant)
}

impl super::file::Patch {
    fn row(&self) -> Tree {
        let state = match self.state {
            PatchState::Installed => "Installed",
            PatchState::InstalledOther => "InstalledOther",
            PatchState::InstalledPendingReboot => "InstalledPendingReboot",
            PatchState::InstalledRejected => "InstalledRejected",
            PatchState::Missing => "Missing",
            PatchState::NotApplicable => "NotApplicable",
            PatchState::Failed => "Failed",
            PatchState::AvailableSecurityUpdate => "AvailableSecurityUpdate",
        };
        let row = Record::new()
            .with("Title", &*self.title)
            .with("KBId", &*self.kb)
            .with("Classification", &*self.classification)
            .with("Severity", &*self.severity)
            .with("State", state)
            // What was never installed has the beginning of time.
            .with("InstalledTime", self.installed.map_or(0, |at| at.as_millisecond()))
            .with_some("CVEIds", self.cves.as_deref());
        Tree::Record(row)
    }
}
