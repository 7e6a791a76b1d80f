//! A sync as a file of another tool says it → its state.

use aws_sdk_ssm::types::{
    ResourceDataSyncAwsOrganizationsSource, ResourceDataSyncItem, ResourceDataSyncOrganizationalUnit,
    ResourceDataSyncS3Destination, ResourceDataSyncSourceWithState,
};
use schema::kinds::resource_data_sync::{ResourceDataSync, SyncType};

use super::state::state;
use crate::contract::Fields;

/// The state of a sync.
///
/// # Errors
/// A field that is not known, or not what it should be.
pub(in crate::kinds) fn worded(mut said: Fields) -> Result<ResourceDataSync, String> {
    let kind = match said.text("SyncType")?.as_deref() {
        None | Some("SyncToDestination") => SyncType::ToDestination,
        Some("SyncFromSource") => SyncType::FromSource,
        Some(_) => return Err("`SyncType` is not known here".to_owned()),
    };
    let place = match said.fields("S3Destination")? {
        Some(mut own) => {
            let place = destination(&mut own)?;
            own.done()?;
            place
        }
        // The older form.
        None => destination(&mut said)?,
    };
    let item = ResourceDataSyncItem::builder()
        .sync_name(said.must("SyncName")?)
        .set_s3_destination(place)
        .set_sync_source(said.fields("SyncSource")?.map(source).transpose()?)
        .build();
    said.done()?;
    Ok(state(kind, &item))
}

fn destination(said: &mut Fields) -> Result<Option<ResourceDataSyncS3Destination>, String> {
    let Some(bucket) = said.text("BucketName")? else { return Ok(None) };
    let place = ResourceDataSyncS3Destination::builder()
        .bucket_name(bucket)
        .set_prefix(said.text("BucketPrefix")?)
        .region(said.must("BucketRegion")?)
        .set_awskms_key_arn(said.text("KMSKeyArn")?)
        .sync_format(said.text("SyncFormat")?.as_deref().unwrap_or("JsonSerDe").into());
    place.build().map(Some).map_err(|error| error.to_string())
}

fn source(mut said: Fields) -> Result<ResourceDataSyncSourceWithState, String> {
    let mut source = ResourceDataSyncSourceWithState::builder()
        .source_type(said.must("SourceType")?)
        .set_source_regions(Some(said.texts("SourceRegions")?))
        .include_future_regions(said.parsed("IncludeFutureRegions")?.unwrap_or_default());
    if let Some(mut own) = said.fields("AwsOrganizationsSource")? {
        let unit =
            |id: String| ResourceDataSyncOrganizationalUnit::builder().organizational_unit_id(id).build();
        let units = own.texts("OrganizationalUnits")?.into_iter().map(unit).collect();
        let accounts = ResourceDataSyncAwsOrganizationsSource::builder()
            .organization_source_type(own.must("OrganizationSourceType")?)
            .set_organizational_units(Some(units))
            .build()
            .map_err(|error| error.to_string())?;
        own.done()?;
        source = source.aws_organizations_source(accounts);
    }
    said.done().map(|()| source.build())
}
