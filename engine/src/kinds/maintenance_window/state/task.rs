//! A task as GetMaintenanceWindowTask gives it.

use aws_sdk_ssm::operation::get_maintenance_window_task::GetMaintenanceWindowTaskOutput;
use aws_sdk_ssm::types::AlarmConfiguration as AwsAlarms;
use schema::kinds::maintenance_window::{
    AlarmConfiguration, CutoffBehavior, MaintenanceWindowTask, TaskBody,
};
use schema::shape::{AwsDecides, Word};

use super::run::run;
use super::said;
use super::target::values;
use crate::kinds::maintenance_window::keys;

/// The state of a task of the window of an id.
///
/// A task without targets reads `1` for both rates, which AWS does not take back.
pub(in super::super) fn task(window: &str, answer: &GetMaintenanceWindowTaskOutput) -> MaintenanceWindowTask {
    let targets = values(answer.targets(), keys::WINDOW_TARGETS);
    let instances = values(answer.targets(), keys::INSTANCES);
    let aimed = !(targets.is_empty() && instances.is_empty());
    let rate = |rate: Option<&str>| said(rate).filter(|_| aimed);
    let cutoff = answer.cutoff_behavior().map(|word| Word::of(word.as_str()));
    MaintenanceWindowTask {
        window: window.to_owned(),
        name: said(answer.name()),
        body: TaskBody {
            description: said(answer.description()),
            priority: u32::try_from(answer.priority()).unwrap_or_default(),
            max_concurrency: rate(answer.max_concurrency()),
            max_errors: rate(answer.max_errors()),
            service_role: AwsDecides(said(answer.service_role_arn())),
            cutoff_behavior: cutoff.unwrap_or(Word::Known(CutoffBehavior::ContinueTask)),
            alarm_configuration: answer.alarm_configuration().and_then(alarm),
            run: run(answer),
        },
        targets,
        instances,
    }
}

fn alarm(answer: &AwsAlarms) -> Option<AlarmConfiguration> {
    let alarms: Vec<String> = answer.alarms().iter().map(|alarm| alarm.name().to_owned()).collect();
    (!alarms.is_empty()).then(|| AlarmConfiguration {
        alarms,
        ignore_poll_alarm_failure: answer.ignore_poll_alarm_failure(),
    })
}
