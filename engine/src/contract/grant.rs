//! What IAM must allow, as kinds tell it.

use std::collections::BTreeMap;

use serde::Serialize;
use serde_json::Value;

/// What a role is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Role {
    /// `plan`, `drift`: it only looks.
    Plan,
    /// `apply`, `destroy`.
    Apply,
}

/// One statement of an IAM policy that allows something.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct Statement {
    /// Its name in the policy.
    pub sid: String,
    /// What is allowed.
    #[serde(rename = "Action")]
    pub actions: Vec<String>,
    /// On what.
    #[serde(rename = "Resource")]
    pub resources: Vec<String>,
    /// When, as IAM writes it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub condition: Option<BTreeMap<String, Value>>,
}
