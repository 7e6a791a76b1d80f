//! An association as a file of another tool says it → its state.

use aws_sdk_ssm::types::{
    AssociationDescription, InstanceAssociationOutputLocation, S3OutputLocation, Target,
};
use schema::kinds::association::Association;

use super::state::state;
use crate::contract::Fields;
use crate::site::Site;

/// The state of an association.
///
/// # Errors
/// A field that is not known, or not what it should be.
pub(in crate::kinds) fn worded(site: &Site, mut said: Fields) -> Result<Association, String> {
    let target = |mut said: Fields| {
        let target = Target::builder().key(said.must("Key")?).set_values(Some(said.texts("Values")?)).build();
        said.done().map(|()| target)
    };
    let targets = said.items("Targets")?.into_iter().map(target).collect::<Result<Vec<_>, _>>()?;
    let got = AssociationDescription::builder()
        .name(said.must("Name")?)
        .set_association_name(said.text("AssociationName")?)
        .set_instance_id(said.text("InstanceId")?)
        .set_document_version(said.text("DocumentVersion")?)
        .set_targets(Some(targets))
        .set_automation_target_parameter_name(said.text("AutomationTargetParameterName")?)
        .set_parameters(Some(said.lists("Parameters")?))
        .set_schedule_expression(said.text("ScheduleExpression")?)
        .set_schedule_offset(said.parsed("ScheduleOffset")?)
        .apply_only_at_cron_interval(said.parsed("ApplyOnlyAtCronInterval")?.unwrap_or_default())
        .set_compliance_severity(said.text("ComplianceSeverity")?.map(|word| word.as_str().into()))
        .set_sync_compliance(said.text("SyncCompliance")?.map(|word| word.as_str().into()))
        .set_max_concurrency(said.text("MaxConcurrency")?)
        .set_max_errors(said.text("MaxErrors")?)
        .set_calendar_names(Some(said.texts("CalendarNames")?))
        .set_output_location(output(said.fields("OutputLocation")?)?)
        .build();
    // It is how long another tool waits after it has made one, and nothing of the association.
    said.take("WaitForSuccessTimeoutSeconds");
    let tags = said.tags()?;
    said.done()?;
    Ok(state(site, &got, tags))
}

fn output(said: Option<Fields>) -> Result<Option<InstanceAssociationOutputLocation>, String> {
    let Some(mut said) = said else { return Ok(None) };
    let Some(mut place) = said.fields("S3Location")? else { return said.done().map(|()| None) };
    said.done()?;
    let location = S3OutputLocation::builder()
        .set_output_s3_bucket_name(place.text("OutputS3BucketName")?)
        .set_output_s3_key_prefix(place.text("OutputS3KeyPrefix")?)
        .set_output_s3_region(place.text("OutputS3Region")?)
        .build();
    place.done()?;
    Ok(Some(InstanceAssociationOutputLocation::builder().s3_location(location).build()))
}
