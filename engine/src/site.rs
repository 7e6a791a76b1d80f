//! Where one plan happens: an environment in one region.

use std::fmt;

use schema::stack::partition_of;
use serde::{Deserialize, Serialize};

/// The tag that says who owns a resource.
pub const OWNER_TAG: &str = "trueup:stack";

/// The tag that says which manifest describes a resource, where AWS invents its id.
pub const NAME_TAG: &str = "trueup:name";

/// The tag that says that a resource is protected, also once its manifest is gone.
pub const PROTECT_TAG: &str = "trueup:protect";

/// The tag that says that what a resource holds is secret although AWS shows it, also once its manifest is
/// gone.
pub const SECRET_TAG: &str = "trueup:secret";

/// The value of [`PROTECT_TAG`] and of [`SECRET_TAG`].
pub(crate) const SET: &str = "true";

/// What [`NAME_TAG`] ends with while the successor of a resource is made.
pub(crate) const REPLACED: &str = "@old";

/// One environment of a stack in one account and region.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Site {
    /// The stack's name.
    pub stack: String,
    /// The environment's name, `default` for a stack that declares none.
    pub environment: String,
    /// The stack's own id, where it has one: a copy of the stack has another.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub origin: Option<String>,
    /// The value of [`OWNER_TAG`] on what the site owns since before it got another name or its origin.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub former: Option<String>,
    /// AWS's region code.
    pub region: String,
    /// The account's 12 digits.
    pub account: String,
    /// Whether the account is a sandbox's, and none of AWS's.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub sandbox: bool,
}

impl Site {
    /// The value of [`OWNER_TAG`] on what this site owns.
    pub fn owner(&self) -> String {
        owner(&self.stack, &self.environment, self.origin.as_deref())
    }

    /// Every value of [`OWNER_TAG`] that what this site owns may carry.
    pub fn owners(&self) -> Vec<String> {
        std::iter::once(self.owner()).chain(self.former.clone()).collect()
    }

    /// The ARN of a Systems Manager resource: `parameter/webshop/port`.
    pub fn ssm_arn(&self, resource: &str) -> String {
        format!("arn:{}:ssm:{}:{}:{resource}", self.partition(), self.region, self.account)
    }

    /// AWS's partition that the region lies in.
    pub fn partition(&self) -> &'static str {
        partition_of(&self.region)
    }
}

/// What [`OWNER_TAG`] says of what a stack's environment owns.
pub(crate) fn owner(stack: &str, environment: &str, origin: Option<&str>) -> String {
    match origin {
        Some(origin) => format!("{stack}/{environment}/{origin}"),
        None => format!("{stack}/{environment}"),
    }
}

impl fmt::Display for Site {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}/{}", self.environment, self.region)
    }
}
