//! Tasks that run elsewhere than on nodes.

use std::collections::BTreeMap;

use crate::kinds::maintenance_window::DocumentName;
use crate::kinds::values::Values;
use crate::shape::Shape;

/// An Automation runbook.
#[derive(Debug, Clone, PartialEq, Eq, Shape)]
pub struct Automation {
    /// The runbook: a bare name is this stack's, else an ARN, an `AWS-…` name or `{external: name}`.
    pub document: DocumentName,
    /// The runbook's version: a number, `$DEFAULT` or `$LATEST`; AWS takes the default where none is written.
    pub document_version: Option<String>,
    /// The runbook's parameters; one value may stand alone.
    #[shape(default)]
    pub parameters: BTreeMap<String, Values>,
}

/// A Lambda function.
#[derive(Debug, Clone, PartialEq, Eq, Shape)]
pub struct Lambda {
    /// The function's ARN or name.
    pub function: String,
    /// What the function is given, as JSON.
    pub payload: Option<String>,
    /// The function's version or alias.
    pub qualifier: Option<String>,
    /// What is told of the caller, as JSON in base64.
    pub client_context: Option<String>,
}

/// A Step Functions state machine.
#[derive(Debug, Clone, PartialEq, Eq, Shape)]
pub struct StepFunctions {
    /// The state machine's ARN.
    pub state_machine: String,
    /// What the execution is given, as JSON.
    pub input: Option<String>,
    /// The execution's name.
    pub name: Option<String>,
}

/// A task of a type that only AWS knows so far.
#[derive(Debug, Clone, PartialEq, Eq, Shape)]
pub struct OtherTask {
    /// AWS's word for its type.
    pub r#type: String,
    /// What it runs.
    pub arn: String,
}
