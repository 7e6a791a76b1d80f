//! AWS's words → an association's state.

use std::collections::BTreeMap;

use aws_sdk_ssm::types::{
    AlarmConfiguration as AwsAlarm, AssociationDescription, InstanceAssociationOutputLocation,
    TargetLocation as AwsLocation,
};
use schema::kinds::association::{
    Association, AssociationBody, ComplianceSeverity, DEFAULT_EXECUTION_ROLE, DEFAULT_VERSION, Output,
    S3Place, SyncCompliance, TargetLocation, sorted,
};
use schema::kinds::maintenance_window::AlarmConfiguration;
use schema::kinds::values::Values;
use schema::shape::{AwsDecides, Duration, Volatile, Word};

use super::names::bare;
use super::targets::{aim, keyed};
use crate::kinds::tags::Tags;
use crate::site::Site;

/// The document that AWS gives the association's id to.
const TOLD_ITS_ASSOCIATION: &str = "AWS-RunPatchBaselineAssociation";
const TOLD: &str = "AssociationId";

/// The state of an association.
pub(super) fn state(site: &Site, got: &AssociationDescription, tags: Tags) -> Association {
    let document = bare(site, got.name().unwrap_or_default()).to_owned();
    let calendars = got.calendar_names().iter().map(|calendar| bare(site, calendar).to_owned());
    Association {
        name: some(got.association_name()),
        body: body(got, &document),
        document,
        only_when_open: calendars.collect(),
        tags,
        version: Volatile(got.association_version().and_then(|text| text.parse().ok())),
    }
}

fn body(got: &AssociationDescription, document: &str) -> AssociationBody {
    let maps = got.target_maps().iter().map(|map| values(map.iter()));
    let locations = got.target_locations().iter().map(location).collect();
    AssociationBody {
        document_version: some(got.document_version()).unwrap_or_else(|| DEFAULT_VERSION.to_owned()),
        aim: aim(got.instance_id(), got.targets()),
        automation_target_parameter_name: some(got.automation_target_parameter_name()),
        target_maps: maps.collect(),
        target_locations: sorted(locations),
        parameters: parameters(got, document),
        schedule: some(got.schedule_expression()),
        schedule_offset: got.schedule_offset().and_then(|days| u64::try_from(days).ok()).map(Duration::days),
        apply_only_at_cron_interval: got.apply_only_at_cron_interval(),
        duration: got.duration().and_then(|hours| u64::try_from(hours).ok()).map(Duration::hours),
        compliance_severity: got
            .compliance_severity()
            .map_or(Word::Known(ComplianceSeverity::Unspecified), |word| Word::of(word.as_str())),
        sync_compliance: got
            .sync_compliance()
            .map_or(Word::Known(SyncCompliance::Auto), |word| Word::of(word.as_str())),
        max_concurrency: some(got.max_concurrency()),
        max_errors: some(got.max_errors()),
        output: got.output_location().and_then(output),
        alarm_configuration: got.alarm_configuration().and_then(alarm),
        dispatch_assume_role: some(got.association_dispatch_assume_role()),
    }
}

fn some(text: Option<&str>) -> Option<String> {
    text.filter(|text| !text.is_empty()).map(str::to_owned)
}

fn values<'a>(pairs: impl Iterator<Item = (&'a String, &'a Vec<String>)>) -> BTreeMap<String, Values> {
    pairs.map(|(key, values)| (key.clone(), Values(values.clone()))).collect()
}

/// The parameters, without those that AWS is known to add.
fn parameters(got: &AssociationDescription, document: &str) -> BTreeMap<String, Values> {
    let added = |name: &str| document == TOLD_ITS_ASSOCIATION && name == TOLD;
    let held = got.parameters().into_iter().flatten();
    values(held.filter(|(name, _)| !added(name)))
}

fn output(location: &InstanceAssociationOutputLocation) -> Option<Output> {
    let place = location.s3_location()?;
    Some(Output {
        s3: S3Place {
            bucket: some(place.output_s3_bucket_name())?,
            prefix: some(place.output_s3_key_prefix()),
            region: AwsDecides(some(place.output_s3_region())),
        },
    })
}

/// One without an alarm is none.
fn alarm(alarm: &AwsAlarm) -> Option<AlarmConfiguration> {
    let alarms: Vec<String> = alarm.alarms().iter().map(|alarm| alarm.name().to_owned()).collect();
    (!alarms.is_empty())
        .then(|| AlarmConfiguration { alarms, ignore_poll_alarm_failure: alarm.ignore_poll_alarm_failure() })
}

fn location(got: &AwsLocation) -> TargetLocation {
    TargetLocation {
        accounts: got.accounts().iter().cloned().collect(),
        regions: got.regions().iter().cloned().collect(),
        max_concurrency: some(got.target_location_max_concurrency()),
        max_errors: some(got.target_location_max_errors()),
        execution_role: some(got.execution_role_name()).unwrap_or_else(|| DEFAULT_EXECUTION_ROLE.to_owned()),
        alarm_configuration: got.target_location_alarm_configuration().and_then(alarm),
        include_child_organization_units: got.include_child_organization_units(),
        exclude_accounts: got.exclude_accounts().iter().cloned().collect(),
        targets: keyed(got.targets()),
        targets_max_concurrency: some(got.targets_max_concurrency()),
        targets_max_errors: some(got.targets_max_errors()),
    }
}
