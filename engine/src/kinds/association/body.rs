//! An association's state → what CreateAssociation and UpdateAssociation take.

use std::collections::{BTreeMap, HashMap};

use aws_sdk_ssm::operation::create_association::builders::CreateAssociationInputBuilder;
use aws_sdk_ssm::operation::update_association::builders::UpdateAssociationInputBuilder;
use aws_sdk_ssm::types::{
    Alarm, AlarmConfiguration as AwsAlarm, AssociationComplianceSeverity, AssociationSyncCompliance,
    InstanceAssociationOutputLocation, S3OutputLocation, TargetLocation as AwsLocation,
};
use schema::kinds::association::{
    Aim, Association, AssociationBody, ComplianceSeverity, Output, S3Place, SyncCompliance, TargetLocation,
};
use schema::kinds::maintenance_window::AlarmConfiguration;
use schema::kinds::values::Values;

use super::targets::{listed, to_aws};

/// The fields that both requests take. What has AWS's default is left out: an update without it
/// gives AWS's default back.
macro_rules! body {
    ($builder:expr, $state:expr) => {{
        let Association { name, document, body, only_when_open, tags: _, version: _ } = $state;
        let AssociationBody {
            document_version,
            aim,
            automation_target_parameter_name,
            target_maps,
            target_locations,
            parameters,
            schedule,
            schedule_offset,
            apply_only_at_cron_interval,
            duration,
            compliance_severity,
            sync_compliance,
            max_concurrency,
            max_errors,
            output,
            alarm_configuration,
            dispatch_assume_role,
        } = body;
        let severity = (*compliance_severity != ComplianceSeverity::Unspecified)
            .then(|| AssociationComplianceSeverity::from(compliance_severity.as_str()));
        let sync = (*sync_compliance != SyncCompliance::Auto)
            .then(|| AssociationSyncCompliance::from(sync_compliance.as_str()));
        $builder
            .name(document)
            .set_association_name(name.clone())
            .document_version(document_version)
            .set_targets(to_aws(aim.as_ref()))
            .set_automation_target_parameter_name(automation_target_parameter_name.clone())
            .set_target_maps(some(target_maps.iter().map(values).collect()))
            .set_target_locations(some(target_locations.iter().map(location).collect()))
            .set_parameters((!parameters.is_empty()).then(|| values(parameters)))
            .set_schedule_expression(schedule.clone())
            .set_schedule_offset(schedule_offset.and_then(|offset| whole(offset.whole_days())))
            .apply_only_at_cron_interval(*apply_only_at_cron_interval)
            .set_duration(duration.and_then(|duration| whole(duration.whole_hours())))
            .set_compliance_severity(severity)
            .set_sync_compliance(sync)
            .set_max_concurrency(max_concurrency.clone())
            .set_max_errors(max_errors.clone())
            .set_output_location(output.as_ref().map(place))
            .set_alarm_configuration(alarm_configuration.as_ref().map(alarm))
            .set_association_dispatch_assume_role(dispatch_assume_role.clone())
            .set_calendar_names(some(only_when_open.iter().cloned().collect()))
    }};
}

/// The body of a CreateAssociation, tags aside.
pub(super) fn create(desired: &Association) -> CreateAssociationInputBuilder {
    let instance = match &desired.body.aim {
        Some(Aim::InstanceId(id)) => Some(id.clone()),
        Some(Aim::Where(_) | Aim::Instances(_) | Aim::ResourceGroup(_) | Aim::ParameterValues(_)) | None => {
            None
        }
    };
    body!(CreateAssociationInputBuilder::default(), desired).set_instance_id(instance)
}

/// The body of an UpdateAssociation: always the whole, since what is left out is lost.
pub(super) fn update(id: &str, desired: &Association) -> UpdateAssociationInputBuilder {
    body!(UpdateAssociationInputBuilder::default().association_id(id), desired)
}

/// Whether anything differs that UpdateAssociation writes. What AWS decides and nobody writes is
/// the same.
pub(super) fn changes(desired: &Association, base: &Association) -> bool {
    let comparable = |of: &Association| {
        let mut of = Association { tags: BTreeMap::new(), version: base.version, ..of.clone() };
        let decided = desired.body.output.as_ref().and_then(|output| output.s3.region.0.clone());
        if let (Some(output), None) = (&mut of.body.output, decided) {
            output.s3.region.0 = None;
        }
        of
    };
    comparable(desired) != comparable(base)
}

fn some<T>(items: Vec<T>) -> Option<Vec<T>> {
    (!items.is_empty()).then_some(items)
}

fn whole(number: Option<u64>) -> Option<i32> {
    number.and_then(|number| i32::try_from(number).ok())
}

fn values(map: &BTreeMap<String, Values>) -> HashMap<String, Vec<String>> {
    map.iter().map(|(name, Values(values))| (name.clone(), values.clone())).collect()
}

fn place(output: &Output) -> InstanceAssociationOutputLocation {
    let Output { s3: S3Place { bucket, prefix, region } } = output;
    let place = S3OutputLocation::builder()
        .output_s3_bucket_name(bucket)
        .set_output_s3_key_prefix(prefix.clone())
        .set_output_s3_region(region.0.clone());
    InstanceAssociationOutputLocation::builder().s3_location(place.build()).build()
}

fn alarm(configuration: &AlarmConfiguration) -> AwsAlarm {
    let AlarmConfiguration { alarms, ignore_poll_alarm_failure } = configuration;
    let alarm = |name: &String| Alarm::builder().name(name).build().expect("the name is set");
    AwsAlarm::builder()
        .set_alarms(Some(alarms.iter().map(alarm).collect()))
        .ignore_poll_alarm_failure(*ignore_poll_alarm_failure)
        .build()
        .expect("the alarms are set")
}

fn location(location: &TargetLocation) -> AwsLocation {
    let TargetLocation {
        accounts,
        regions,
        max_concurrency,
        max_errors,
        execution_role,
        alarm_configuration,
        include_child_organization_units,
        exclude_accounts,
        targets,
        targets_max_concurrency,
        targets_max_errors,
    } = location;
    AwsLocation::builder()
        .set_accounts(some(accounts.iter().cloned().collect()))
        .set_regions(some(regions.iter().cloned().collect()))
        .set_target_location_max_concurrency(max_concurrency.clone())
        .set_target_location_max_errors(max_errors.clone())
        .execution_role_name(execution_role)
        .set_target_location_alarm_configuration(alarm_configuration.as_ref().map(alarm))
        .include_child_organization_units(*include_child_organization_units)
        .set_exclude_accounts(some(exclude_accounts.iter().cloned().collect()))
        .set_targets(listed(targets))
        .set_targets_max_concurrency(targets_max_concurrency.clone())
        .set_targets_max_errors(targets_max_errors.clone())
        .build()
}
