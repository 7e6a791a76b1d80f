//! What a task does, as GetMaintenanceWindowTask gives it.

use std::collections::{BTreeMap, HashMap};

use aws_sdk_ssm::operation::get_maintenance_window_task::GetMaintenanceWindowTaskOutput;
use aws_sdk_ssm::types::{
    CloudWatchOutputConfig, MaintenanceWindowAutomationParameters, MaintenanceWindowLambdaParameters,
    MaintenanceWindowRunCommandParameters, MaintenanceWindowStepFunctionsParameters, NotificationConfig,
};
use schema::kinds::maintenance_window::{
    Automation, DocumentName, Hash, HashType, Lambda, Notification, NotificationType, OtherTask, RunCommand,
    S3Output, StepFunctions, TaskRun,
};
use schema::kinds::values::Values;
use schema::shape::{AwsDecides, Duration, Word};

use super::said;

pub(super) fn run(answer: &GetMaintenanceWindowTaskOutput) -> TaskRun {
    let arn = answer.task_arn().unwrap_or_default().to_owned();
    let own = answer.task_invocation_parameters();
    match answer.task_type().map(|kind| kind.as_str()).unwrap_or_default() {
        "RUN_COMMAND" => {
            let command = command(DocumentName(arn), own.and_then(|own| own.run_command()));
            TaskRun::RunCommand(Box::new(with_older(command, answer)))
        }
        "AUTOMATION" => {
            TaskRun::Automation(automation(DocumentName(arn), own.and_then(|own| own.automation())))
        }
        "LAMBDA" => TaskRun::Lambda(lambda(arn, own.and_then(|own| own.lambda()))),
        "STEP_FUNCTIONS" => TaskRun::StepFunctions(machine(arn, own.and_then(|own| own.step_functions()))),
        other => TaskRun::Other(OtherTask { r#type: other.to_owned(), arn }),
    }
}

fn command(document: DocumentName, own: Option<&MaintenanceWindowRunCommandParameters>) -> RunCommand {
    let logs = own.and_then(|own| own.cloud_watch_output_config());
    let hash_type = own.and_then(|own| own.document_hash_type()).map(|kind| Word::of(kind.as_str()));
    let hash = own.and_then(|own| said(own.document_hash()));
    let bucket = own.and_then(|own| said(own.output_s3_bucket_name()));
    let seconds = own.and_then(|own| own.timeout_seconds()).and_then(|seconds| u64::try_from(seconds).ok());
    RunCommand {
        document,
        document_version: own.and_then(|own| said(own.document_version())),
        document_hash: hash.map(|value| Hash {
            r#type: hash_type.unwrap_or(Word::Known(HashType::Sha256)),
            value,
        }),
        parameters: own.map(|own| parameters(own.parameters())).unwrap_or_default(),
        comment: own.and_then(|own| said(own.comment())),
        timeout: AwsDecides(seconds.map(Duration::seconds)),
        notify: own.and_then(|own| own.notification_config()).and_then(notification),
        output: bucket
            .map(|bucket| S3Output { bucket, prefix: own.and_then(|own| said(own.output_s3_key_prefix())) }),
        cloud_watch_log_group: logs.and_then(|logs| said(logs.cloud_watch_log_group_name())),
        cloud_watch_output: Some(logs.is_some_and(CloudWatchOutputConfig::cloud_watch_output_enabled)),
        notification_role: own.and_then(|own| said(own.service_role_arn())),
    }
}

/// What older clients say in members of the task itself: `TaskParameters` and `LoggingInfo`.
fn with_older(mut command: RunCommand, answer: &GetMaintenanceWindowTaskOutput) -> RunCommand {
    if command.parameters.is_empty() {
        let older = answer.task_parameters().into_iter().flatten();
        command.parameters =
            older.map(|(name, values)| (name.clone(), Values(values.values().to_vec()))).collect();
    }
    if let (None, Some(logging)) = (&command.output, answer.logging_info()) {
        let (bucket, prefix) = (logging.s3_bucket_name().to_owned(), said(logging.s3_key_prefix()));
        command.output = Some(S3Output { bucket, prefix });
    }
    command
}

fn notification(answer: &NotificationConfig) -> Option<Notification> {
    let topic = said(answer.notification_arn())?;
    let on = answer.notification_events().iter().map(|event| Word::of(event.as_str())).collect();
    let kind = answer.notification_type().map(|kind| Word::of(kind.as_str()));
    Some(Notification { topic, on, r#type: kind.unwrap_or(Word::Known(NotificationType::Command)) })
}

fn automation(document: DocumentName, own: Option<&MaintenanceWindowAutomationParameters>) -> Automation {
    Automation {
        document,
        document_version: own.and_then(|own| said(own.document_version())),
        parameters: own.map(|own| parameters(own.parameters())).unwrap_or_default(),
    }
}

/// AWS holds the payload as bytes; what is no text is shown as near as text comes.
fn lambda(function: String, own: Option<&MaintenanceWindowLambdaParameters>) -> Lambda {
    let payload = own.and_then(|own| own.payload());
    let payload = payload.map(|payload| String::from_utf8_lossy(payload.as_ref()).into_owned());
    Lambda {
        function,
        payload: payload.filter(|payload| !payload.is_empty()),
        qualifier: own.and_then(|own| said(own.qualifier())),
        client_context: own.and_then(|own| said(own.client_context())),
    }
}

fn machine(state_machine: String, own: Option<&MaintenanceWindowStepFunctionsParameters>) -> StepFunctions {
    StepFunctions {
        state_machine,
        input: own.and_then(|own| said(own.input())),
        name: own.and_then(|own| said(own.name())),
    }
}

fn parameters(answer: Option<&HashMap<String, Vec<String>>>) -> BTreeMap<String, Values> {
    answer.into_iter().flatten().map(|(name, values)| (name.clone(), Values(values.clone()))).collect()
}
