//! A window, its targets and its tasks as a file of another tool says them → their states.

use aws_sdk_ssm::operation::get_maintenance_window::GetMaintenanceWindowOutput;
use aws_sdk_ssm::operation::get_maintenance_window_task::GetMaintenanceWindowTaskOutput;
use aws_sdk_ssm::primitives::Blob;
use aws_sdk_ssm::types::{
    CloudWatchOutputConfig, LoggingInfo, MaintenanceWindowAutomationParameters,
    MaintenanceWindowLambdaParameters, MaintenanceWindowRunCommandParameters,
    MaintenanceWindowStepFunctionsParameters, MaintenanceWindowTarget as AwsTarget,
    MaintenanceWindowTaskInvocationParameters, NotificationConfig, Target,
};
use schema::kinds::maintenance_window::{MaintenanceWindow, MaintenanceWindowTarget, MaintenanceWindowTask};

use super::state;
use crate::contract::Fields;

/// The state of a window.
///
/// # Errors
/// A field that is not known, or not what it should be.
pub(in crate::kinds) fn window(mut said: Fields) -> Result<MaintenanceWindow, String> {
    let answer = GetMaintenanceWindowOutput::builder()
        .name(said.must("Name")?)
        .set_description(said.text("Description")?)
        .enabled(said.parsed("Enabled")?.unwrap_or(true))
        .schedule(said.must("Schedule")?)
        .set_schedule_timezone(said.text("ScheduleTimezone")?)
        .set_schedule_offset(said.parsed("ScheduleOffset")?)
        .set_start_date(said.text("StartDate")?)
        .set_end_date(said.text("EndDate")?)
        .set_duration(said.parsed("Duration")?)
        .set_cutoff(said.parsed("Cutoff")?)
        .allow_unassociated_targets(said.parsed("AllowUnassociatedTargets")?.unwrap_or_default())
        .build();
    let tags = said.tags()?;
    said.done()?;
    Ok(state::window(&answer, tags))
}

/// The state of a target of the window of an id.
///
/// # Errors
/// A field that is not known, or not what it should be.
pub(in crate::kinds) fn target(window: &str, mut said: Fields) -> Result<MaintenanceWindowTarget, String> {
    let answer = AwsTarget::builder()
        .set_name(said.text("Name")?)
        .set_description(said.text("Description")?)
        .set_owner_information(said.text("OwnerInformation")?)
        .set_resource_type(said.text("ResourceType")?.map(|word| word.as_str().into()))
        .set_targets(Some(targets(&mut said)?))
        .build();
    said.done()?;
    Ok(state::target(window, &answer))
}

/// The state of a task of the window of an id.
///
/// # Errors
/// A field that is not known, or not what it should be.
pub(in crate::kinds) fn task(window: &str, mut said: Fields) -> Result<MaintenanceWindowTask, String> {
    let answer = GetMaintenanceWindowTaskOutput::builder()
        .set_name(said.text("Name")?)
        .set_description(said.text("Description")?)
        .set_targets(Some(targets(&mut said)?))
        .task_arn(said.must("TaskArn")?)
        .task_type(said.must("TaskType")?.as_str().into())
        .set_service_role_arn(said.text("ServiceRoleArn")?)
        .set_priority(said.parsed("Priority")?)
        .set_max_concurrency(said.text("MaxConcurrency")?)
        .set_max_errors(said.text("MaxErrors")?)
        .set_cutoff_behavior(said.text("CutoffBehavior")?.map(|word| word.as_str().into()))
        .set_logging_info(logging(said.fields("LoggingInfo")?)?)
        .set_task_invocation_parameters(invocation(said.fields("TaskInvocationParameters")?)?)
        .build();
    said.done()?;
    Ok(state::task(window, &answer))
}

fn targets(said: &mut Fields) -> Result<Vec<Target>, String> {
    let target = |mut said: Fields| {
        let target = Target::builder().key(said.must("Key")?).set_values(Some(said.texts("Values")?)).build();
        said.done().map(|()| target)
    };
    said.items("Targets")?.into_iter().map(target).collect()
}

fn logging(said: Option<Fields>) -> Result<Option<LoggingInfo>, String> {
    let Some(mut said) = said else { return Ok(None) };
    let info = LoggingInfo::builder()
        .s3_bucket_name(said.must("S3Bucket")?)
        .s3_region(said.must("Region")?)
        .set_s3_key_prefix(said.text("S3Prefix")?)
        .build()
        .map_err(|error| error.to_string())?;
    said.done().map(|()| Some(info))
}

fn invocation(said: Option<Fields>) -> Result<Option<MaintenanceWindowTaskInvocationParameters>, String> {
    let Some(mut said) = said else { return Ok(None) };
    let mut own = MaintenanceWindowTaskInvocationParameters::builder();
    if let Some(said) = said.fields("MaintenanceWindowRunCommandParameters")? {
        own = own.run_command(command(said)?);
    }
    if let Some(mut said) = said.fields("MaintenanceWindowAutomationParameters")? {
        let automation = MaintenanceWindowAutomationParameters::builder()
            .set_document_version(said.text("DocumentVersion")?)
            .set_parameters(Some(said.lists("Parameters")?))
            .build();
        said.done()?;
        own = own.automation(automation);
    }
    if let Some(mut said) = said.fields("MaintenanceWindowLambdaParameters")? {
        let lambda = MaintenanceWindowLambdaParameters::builder()
            .set_client_context(said.text("ClientContext")?)
            .set_qualifier(said.text("Qualifier")?)
            .set_payload(said.text("Payload")?.map(Blob::new))
            .build();
        said.done()?;
        own = own.lambda(lambda);
    }
    if let Some(mut said) = said.fields("MaintenanceWindowStepFunctionsParameters")? {
        let machine = MaintenanceWindowStepFunctionsParameters::builder()
            .set_input(said.text("Input")?)
            .set_name(said.text("Name")?)
            .build();
        said.done()?;
        own = own.step_functions(machine);
    }
    said.done().map(|()| Some(own.build()))
}

fn command(mut said: Fields) -> Result<MaintenanceWindowRunCommandParameters, String> {
    let mut command = MaintenanceWindowRunCommandParameters::builder()
        .set_comment(said.text("Comment")?)
        .set_document_hash(said.text("DocumentHash")?)
        .set_document_hash_type(said.text("DocumentHashType")?.map(|word| word.as_str().into()))
        .set_document_version(said.text("DocumentVersion")?)
        .set_output_s3_bucket_name(said.text("OutputS3BucketName")?)
        .set_output_s3_key_prefix(said.text("OutputS3KeyPrefix")?)
        .set_parameters(Some(said.lists("Parameters")?))
        .set_service_role_arn(said.text("ServiceRoleArn")?)
        // 0 is how some tools hold none.
        .set_timeout_seconds(said.parsed("TimeoutSeconds")?.filter(|seconds| *seconds != 0));
    if let Some(mut said) = said.fields("CloudWatchOutputConfig")? {
        let logs = CloudWatchOutputConfig::builder()
            .set_cloud_watch_log_group_name(said.text("CloudWatchLogGroupName")?)
            .cloud_watch_output_enabled(said.parsed("CloudWatchOutputEnabled")?.unwrap_or_default())
            .build();
        said.done()?;
        command = command.cloud_watch_output_config(logs);
    }
    if let Some(mut said) = said.fields("NotificationConfig")? {
        let events = said.texts("NotificationEvents")?;
        let notification = NotificationConfig::builder()
            .set_notification_arn(said.text("NotificationArn")?)
            .set_notification_events(Some(events.iter().map(|word| word.as_str().into()).collect()))
            .set_notification_type(said.text("NotificationType")?.map(|word| word.as_str().into()))
            .build();
        said.done()?;
        command = command.notification_config(notification);
    }
    said.done().map(|()| command.build())
}
