//! What a task does, in AWS's words.

use std::collections::{BTreeMap, HashMap};

use aws_sdk_ssm::types::{
    CloudWatchOutputConfig, DocumentHashType, MaintenanceWindowAutomationParameters,
    MaintenanceWindowLambdaParameters, MaintenanceWindowRunCommandParameters,
    MaintenanceWindowStepFunctionsParameters, MaintenanceWindowTaskInvocationParameters, NotificationConfig,
    NotificationEvent, NotificationType,
};
use aws_smithy_types::Blob;
use schema::kinds::maintenance_window::{
    Automation, Lambda, Notification, RunCommand, S3Output, StepFunctions, TaskRun,
};
use schema::kinds::values::Values;

/// What belongs to a task's type; an update replaces it as one.
pub(super) fn own(run: &TaskRun) -> Option<MaintenanceWindowTaskInvocationParameters> {
    let own = MaintenanceWindowTaskInvocationParameters::builder();
    let own = match run {
        TaskRun::RunCommand(run) => own.run_command(command(run)),
        TaskRun::Automation(run) => own.automation(automation(run)),
        TaskRun::Lambda(run) => own.lambda(lambda(run)),
        TaskRun::StepFunctions(run) => own.step_functions(machine(run)),
        TaskRun::Other(_) => return None,
    };
    Some(own.build())
}

fn command(command: &RunCommand) -> MaintenanceWindowRunCommandParameters {
    let RunCommand {
        document: _,
        document_version,
        document_hash,
        parameters,
        comment,
        timeout,
        notify,
        output,
        cloud_watch_log_group,
        cloud_watch_output,
        notification_role,
    } = command;
    let logged = *cloud_watch_output == Some(true) || cloud_watch_log_group.is_some();
    let logs = CloudWatchOutputConfig::builder()
        .cloud_watch_output_enabled(*cloud_watch_output == Some(true))
        .set_cloud_watch_log_group_name(cloud_watch_log_group.clone());
    let hash_type = |kind: &str| DocumentHashType::from(kind);
    let seconds = timeout.0.map(|timeout| i32::try_from(timeout.as_seconds()).unwrap_or(i32::MAX));
    let (bucket, prefix) = match output {
        Some(S3Output { bucket, prefix }) => (Some(bucket.clone()), prefix.clone()),
        None => (None, None),
    };
    MaintenanceWindowRunCommandParameters::builder()
        .set_comment(comment.clone())
        .set_cloud_watch_output_config(logged.then(|| logs.build()))
        .set_document_hash(document_hash.as_ref().map(|hash| hash.value.clone()))
        .set_document_hash_type(document_hash.as_ref().map(|hash| hash_type(hash.r#type.as_str())))
        .set_document_version(document_version.clone())
        .set_notification_config(notify.as_ref().map(notification))
        .set_output_s3_bucket_name(bucket)
        .set_output_s3_key_prefix(prefix)
        .set_parameters(given(parameters))
        .set_service_role_arn(notification_role.clone())
        .set_timeout_seconds(seconds)
        .build()
}

fn notification(notify: &Notification) -> NotificationConfig {
    let Notification { topic, on, r#type } = notify;
    NotificationConfig::builder()
        .notification_arn(topic)
        .set_notification_events(Some(on.iter().map(|on| NotificationEvent::from(on.as_str())).collect()))
        .notification_type(NotificationType::from(r#type.as_str()))
        .build()
}

fn automation(automation: &Automation) -> MaintenanceWindowAutomationParameters {
    let Automation { document: _, document_version, parameters } = automation;
    MaintenanceWindowAutomationParameters::builder()
        .set_document_version(document_version.clone())
        .set_parameters(given(parameters))
        .build()
}

fn lambda(lambda: &Lambda) -> MaintenanceWindowLambdaParameters {
    let Lambda { function: _, payload, qualifier, client_context } = lambda;
    MaintenanceWindowLambdaParameters::builder()
        .set_payload(payload.as_ref().map(|payload| Blob::new(payload.as_bytes())))
        .set_qualifier(qualifier.clone())
        .set_client_context(client_context.clone())
        .build()
}

fn machine(machine: &StepFunctions) -> MaintenanceWindowStepFunctionsParameters {
    let StepFunctions { state_machine: _, input, name } = machine;
    MaintenanceWindowStepFunctionsParameters::builder()
        .set_input(input.clone())
        .set_name(name.clone())
        .build()
}

/// AWS refuses an empty map.
fn given(parameters: &BTreeMap<String, Values>) -> Option<HashMap<String, Vec<String>>> {
    let given = parameters.iter().map(|(name, values)| (name.clone(), values.0.clone()));
    (!parameters.is_empty()).then(|| given.collect())
}
