//! What the sandbox covers of AWS, for people.

use crate::facts::facts;
use crate::handler::Registry;
use crate::operations;

/// One operation of AWS.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Coverage {
    /// The service: `ssm`, `tagging`, `sts`, `ec2`, `secretsmanager` or `cloudtrail`.
    pub service: &'static str,
    /// The operation.
    pub operation: &'static str,
    /// Whether the sandbox carries it out. Where it does not, it answers so by name.
    pub covered: bool,
    /// Where the sandbox knowingly differs from AWS, or had to choose.
    pub notes: Vec<&'static str>,
}

/// Every operation of the services that the sandbox knows.
pub fn coverage() -> Vec<Coverage> {
    let registry = Registry::new(operations::KINDS);
    let operations = facts().services().iter().flat_map(|service| service.operations.values());
    operations
        .map(|operation| Coverage {
            service: operation.service,
            operation: operation.name,
            covered: registry.entry(operation.service, operation.name).is_some(),
            notes: operation.notes.clone(),
        })
        .collect()
}
