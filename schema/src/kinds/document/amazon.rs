//! What AWS's most used documents may be given: names are followed by `*` where one must be given, and by
//! the values that are allowed.

use std::collections::BTreeMap;

use super::parameters::{Parameter, Sort};

const DOCUMENTS: &[(&str, &str)] = &[
    (
        "AWS-ApplyAnsiblePlaybooks",
        "SourceType, SourceInfo, InstallDependencies, PlaybookFile, ExtraVariables, Check, Verbose, \
         TimeoutSeconds",
    ),
    (
        "AWS-ConfigureAWSPackage",
        "action*=Install|Uninstall, installationType, name*, version, additionalArguments",
    ),
    ("AWS-CreateImage", "InstanceId*, AutomationAssumeRole, NoReboot"),
    (
        "AWS-GatherSoftwareInventory",
        "applications, awsComponents, files, networkConfig, windowsUpdates, \
         instanceDetailedInformation, services, windowsRegistry, windowsRoles, customInventory, \
         billingInfo",
    ),
    ("AWS-RestartEC2Instance", "InstanceId*, AutomationAssumeRole"),
    ("AWS-RunDocument", "sourceType=GitHub|S3|SSMDocument, sourceInfo, documentParameters"),
    (
        "AWS-RunPatchBaseline",
        "Operation*=Scan|Install, SnapshotId, InstallOverrideList, BaselineOverride, AssociationId, \
         RebootOption=RebootIfNeeded|NoReboot, StepTimeoutSeconds",
    ),
    (
        "AWS-RunPatchBaselineAssociation",
        "Operation*=Scan|Install, BaselineTags, AssociationId, InstallOverrideList, \
         RebootOption=RebootIfNeeded|NoReboot, StepTimeoutSeconds",
    ),
    (
        "AWS-RunPatchBaselineWithHooks",
        "Operation*=Scan|Install, SnapshotId, InstallOverrideList, \
         RebootOption=RebootIfNeeded|NoReboot, PreInstallHookDocName, PostInstallHookDocName, \
         OnExitHookDocName, StepTimeoutSeconds",
    ),
    ("AWS-RunPowerShellScript", "commands*, workingDirectory, executionTimeout"),
    (
        "AWS-RunRemoteScript",
        "sourceType*=GitHub|S3, sourceInfo, commandLine, workingDirectory, executionTimeout",
    ),
    ("AWS-RunShellScript", "commands*, workingDirectory, executionTimeout"),
    ("AWS-StartEC2Instance", "InstanceId*, AutomationAssumeRole"),
    ("AWS-StopEC2Instance", "InstanceId*, AutomationAssumeRole"),
    ("AWS-TerminateEC2Instance", "InstanceId*, AutomationAssumeRole"),
    ("AWS-UpdateSSMAgent", "version, allowDowngrade=true|false"),
    (
        "AmazonCloudWatch-ManageAgent",
        "action=configure|configure (append)|configure (remove)|start|status|stop, \
         mode=ec2|onPremise|auto, optionalConfigurationSource=ssm|default|all, \
         optionalConfigurationLocation, optionalOpenTelemetryCollectorConfigurationSource, \
         optionalOpenTelemetryCollectorConfigurationLocation, optionalRestart=yes|no",
    ),
];

/// The parameters of a document of AWS, by name.
pub(super) fn parameters(name: &str) -> Option<BTreeMap<String, Parameter>> {
    let (_, parameters) = DOCUMENTS.iter().find(|(document, _)| *document == name)?;
    Some(parameters.split(", ").map(parameter).collect())
}

fn parameter(written: &str) -> (String, Parameter) {
    let (name, allowed) = written.split_once('=').unwrap_or((written, ""));
    let needed = name.ends_with('*');
    let allowed: Vec<String> =
        allowed.split('|').filter(|value| !value.is_empty()).map(str::to_owned).collect();
    let sort = if allowed.is_empty() { Sort::Other } else { Sort::Text };
    (name.trim_end_matches('*').to_owned(), Parameter { sort, needed, allowed })
}
