//! Which calls make a step of a task.

use aws_sdk_ssm::operation::deregister_task_from_maintenance_window::builders::DeregisterTaskFromMaintenanceWindowInputBuilder;
use aws_sdk_ssm::operation::register_task_with_maintenance_window::RegisterTaskWithMaintenanceWindowOutput;
use aws_sdk_ssm::operation::register_task_with_maintenance_window::builders::RegisterTaskWithMaintenanceWindowInputBuilder;
use aws_sdk_ssm::operation::update_maintenance_window_task::builders::UpdateMaintenanceWindowTaskInputBuilder;
use aws_sdk_ssm::types::{
    Alarm, AlarmConfiguration as AwsAlarms, MaintenanceWindowTaskCutoffBehavior, MaintenanceWindowTaskType,
    Target,
};
use schema::kinds::maintenance_window::{AlarmConfiguration, MaintenanceWindowTask, TaskBody, TaskRun};

use super::chosen;
use super::run::own;
use crate::contract::{Already, Call, Deed, Step, Verdict};
use crate::kinds::maintenance_window::keys;

/// The calls of a step. What hangs on a window is let go with it: it carries no tag of its own.
pub(in super::super) fn calls(step: &Step<'_, MaintenanceWindowTask>) -> Vec<Call> {
    match step.deed {
        Deed::Create { to } => vec![register(&step.token, to)],
        Deed::Update { to, was, .. } | Deed::Adopt { to, was, .. } | Deed::Move { to, was, .. } => {
            vec![update(step.there(), &kept(to, was))]
        }
        Deed::Replace { to, was } => {
            vec![register(&step.token, to), deregister(step.there(), was).last()]
        }
        Deed::Delete { was } => vec![deregister(step.there(), was)],
        Deed::Forget { .. } => Vec::new(),
    }
}

/// What AWS decides stays as it is: an update with `Replace` would take it back. The service-linked
/// role is what AWS itself puts where there is none, and needs no naming.
fn kept(desired: &MaintenanceWindowTask, base: &MaintenanceWindowTask) -> MaintenanceWindowTask {
    let mut whole = desired.clone();
    if whole.body.service_role.0.is_none() {
        let own = |role: &&String| !role.contains(":role/aws-service-role/");
        whole.body.service_role.0 = base.body.service_role.0.as_ref().filter(own).cloned();
    }
    if let (TaskRun::RunCommand(command), TaskRun::RunCommand(before)) = (&mut whole.body.run, &base.body.run)
        && command.timeout.0.is_none()
    {
        command.timeout = before.timeout;
    }
    whole
}

/// The fields that registering and updating both take.
macro_rules! body {
    ($builder:expr, $task:expr) => {{
        let MaintenanceWindowTask { window, name, targets: _, instances: _, body } = $task;
        let TaskBody {
            description,
            priority,
            max_concurrency,
            max_errors,
            service_role,
            cutoff_behavior,
            alarm_configuration,
            run,
        } = body;
        $builder
            .window_id(window)
            .set_name(name.clone())
            .set_targets(targets($task))
            .task_arn(run.arn())
            .set_description(description.clone())
            .priority(i32::try_from(*priority).unwrap_or(i32::MAX))
            .set_max_concurrency(max_concurrency.clone())
            .set_max_errors(max_errors.clone())
            .set_service_role_arn(service_role.0.clone())
            .cutoff_behavior(MaintenanceWindowTaskCutoffBehavior::from(cutoff_behavior.as_str()))
            .set_alarm_configuration(alarm_configuration.as_ref().map(alarms))
            .set_task_invocation_parameters(own(run))
    }};
}

/// A task without targets says none at all.
fn targets(task: &MaintenanceWindowTask) -> Option<Vec<Target>> {
    let all: Vec<Target> = [(keys::WINDOW_TARGETS, &task.targets), (keys::INSTANCES, &task.instances)]
        .into_iter()
        .filter(|(_, ids)| !ids.is_empty())
        .map(|(key, ids)| chosen(key, ids))
        .collect();
    (!all.is_empty()).then_some(all)
}

fn alarms(alarms: &AlarmConfiguration) -> AwsAlarms {
    let AlarmConfiguration { alarms, ignore_poll_alarm_failure } = alarms;
    let named = |name: &String| Alarm::builder().name(name).build().expect("the name is set");
    AwsAlarms::builder()
        .ignore_poll_alarm_failure(*ignore_poll_alarm_failure)
        .set_alarms(Some(alarms.iter().map(named).collect()))
        .build()
        .expect("the alarms are set")
}

fn register(token: &str, desired: &MaintenanceWindowTask) -> Call {
    let builder = RegisterTaskWithMaintenanceWindowInputBuilder::default()
        .client_token(token)
        .task_type(MaintenanceWindowTaskType::from(desired.body.run.task_type()));
    Call::new(body!(builder, desired))
        .awaits(keys::MISSING)
        .checked(|made: &RegisterTaskWithMaintenanceWindowOutput| Verdict::made(made.window_task_id()))
}

fn update(id: &str, desired: &MaintenanceWindowTask) -> Call {
    let builder = UpdateMaintenanceWindowTaskInputBuilder::default().window_task_id(id).replace(true);
    Call::new(body!(builder, desired))
}

/// Lets a task go; one that is gone is let go.
fn deregister(id: &str, base: &MaintenanceWindowTask) -> Call {
    let input =
        DeregisterTaskFromMaintenanceWindowInputBuilder::default().window_id(&base.window).window_task_id(id);
    Call::new(input).already(Already::Done(keys::MISSING))
}
