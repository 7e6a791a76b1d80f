//! The settings that Systems Manager has, each with what AWS takes for it.

/// A setting of Systems Manager.
#[derive(Debug, PartialEq, Eq)]
pub struct Known {
    /// AWS's id.
    pub id: &'static str,
    /// What a manifest may call it instead.
    pub name: &'static str,
    /// The value that AWS gives it.
    pub default: &'static str,
    /// The values that it may be given.
    pub values: Values,
    /// Those of them that cost money.
    pub charged: &'static [&'static str],
}

/// The values that a setting may be given.
#[derive(Debug, PartialEq, Eq)]
pub enum Values {
    /// One of these words.
    Words(&'static [&'static str]),
    /// The name of a log group.
    LogGroup,
    /// The name of a role, with its path.
    Role,
}

/// Every setting, by its id.
pub static KNOWN: [Known; 10] = [
    Known {
        id: "/ssm/appmanager/appmanager-enabled",
        name: "appManager.enabled",
        default: "False",
        values: Values::Words(&["False", "True"]),
        charged: &[],
    },
    Known {
        id: "/ssm/automation/customer-script-log-destination",
        name: "automation.logDestination",
        default: "None",
        values: Values::Words(&["CloudWatch"]),
        charged: &[],
    },
    Known {
        id: "/ssm/automation/customer-script-log-group-name",
        name: "automation.logGroup",
        default: "$None",
        values: Values::LogGroup,
        charged: &[],
    },
    Known {
        id: "/ssm/automation/enable-adaptive-concurrency",
        name: "automation.adaptiveConcurrency",
        default: "False",
        values: Values::Words(&["False", "True"]),
        charged: &[],
    },
    Known {
        id: "/ssm/documents/console/public-sharing-permission",
        name: "documents.publicSharing",
        default: "Enable",
        values: Values::Words(&["Enable", "Disable"]),
        charged: &[],
    },
    Known {
        id: "/ssm/managed-instance/activation-tier",
        name: "managedInstance.activationTier",
        default: "standard",
        values: Values::Words(&["standard", "advanced"]),
        charged: &["advanced"],
    },
    Known {
        id: "/ssm/managed-instance/default-ec2-instance-management-role",
        name: "managedInstance.defaultRole",
        default: "$None",
        values: Values::Role,
        charged: &[],
    },
    Known {
        id: "/ssm/opsinsights/opscenter",
        name: "opsInsights.opsCenter",
        default: "Disabled",
        values: Values::Words(&["Disabled", "Enabled"]),
        charged: &[],
    },
    Known {
        id: "/ssm/parameter-store/default-parameter-tier",
        name: "parameterStore.defaultTier",
        default: "Standard",
        values: Values::Words(&["Standard", "Advanced", "Intelligent-Tiering"]),
        charged: &["Advanced", "Intelligent-Tiering"],
    },
    Known {
        id: "/ssm/parameter-store/high-throughput-enabled",
        name: "parameterStore.highThroughput",
        default: "false",
        values: Values::Words(&["false", "true"]),
        charged: &["true"],
    },
];

/// The setting of an id or a short name.
pub fn known(text: &str) -> Option<&'static Known> {
    KNOWN.iter().find(|known| known.id == text || known.name == text)
}
