//! A sync's state → AWS's words.

use aws_sdk_ssm::operation::create_resource_data_sync::builders::CreateResourceDataSyncInputBuilder as Create;
use aws_sdk_ssm::operation::update_resource_data_sync::builders::UpdateResourceDataSyncInputBuilder as Update;
use aws_sdk_ssm::types::{
    ResourceDataSyncAwsOrganizationsSource, ResourceDataSyncDestinationDataSharing,
    ResourceDataSyncOrganizationalUnit, ResourceDataSyncS3Destination, ResourceDataSyncS3Format,
    ResourceDataSyncSource,
};
use schema::kinds::resource_data_sync::{
    AwsOrganizationsSource, ResourceDataSync, S3Destination, SyncSource,
};

/// CreateResourceDataSync.
pub(super) fn create(sync: &ResourceDataSync) -> Create {
    let ResourceDataSync { name, sync_type, s3_destination, sync_source, source_state: _, last_status: _ } =
        sync;
    Create::default()
        .set_sync_name(name.clone())
        .sync_type(sync_type.as_str())
        .set_s3_destination(s3_destination.as_ref().map(destination))
        .set_sync_source(sync_source.as_ref().map(source))
}

/// UpdateResourceDataSync, which writes the whole source.
pub(super) fn update(sync: &ResourceDataSync) -> Update {
    let ResourceDataSync { name, sync_type, sync_source, .. } = sync;
    Update::default()
        .set_sync_name(name.clone())
        .sync_type(sync_type.as_str())
        .set_sync_source(sync_source.as_ref().map(source))
}

fn destination(place: &S3Destination) -> ResourceDataSyncS3Destination {
    let S3Destination { bucket_name, prefix, sync_format, region, aws_kms_key_arn, destination_data_sharing } =
        place;
    let sharing = destination_data_sharing.as_ref().map(|sharing| {
        let sharing = sharing.as_str();
        ResourceDataSyncDestinationDataSharing::builder().destination_data_sharing_type(sharing).build()
    });
    ResourceDataSyncS3Destination::builder()
        .bucket_name(bucket_name)
        .set_prefix(prefix.clone())
        .sync_format(ResourceDataSyncS3Format::from(sync_format.as_str()))
        .region(region)
        .set_awskms_key_arn(aws_kms_key_arn.clone())
        .set_destination_data_sharing(sharing)
        .build()
        .expect("bucket, format and region are set")
}

fn source(source: &SyncSource) -> ResourceDataSyncSource {
    let SyncSource {
        source_type,
        aws_organizations_source,
        source_regions,
        include_future_regions,
        enable_all_ops_data_sources,
    } = source;
    ResourceDataSyncSource::builder()
        .source_type(source_type.as_str())
        .set_aws_organizations_source(aws_organizations_source.as_ref().map(accounts))
        .set_source_regions(Some(source_regions.iter().cloned().collect()))
        .include_future_regions(*include_future_regions)
        .enable_all_ops_data_sources(*enable_all_ops_data_sources)
        .build()
        .expect("type and regions are set")
}

fn accounts(source: &AwsOrganizationsSource) -> ResourceDataSyncAwsOrganizationsSource {
    let AwsOrganizationsSource { organization_source_type, organizational_units } = source;
    let unit = |id: &String| ResourceDataSyncOrganizationalUnit::builder().organizational_unit_id(id).build();
    let units: Vec<_> = organizational_units.iter().map(unit).collect();
    ResourceDataSyncAwsOrganizationsSource::builder()
        .organization_source_type(organization_source_type.as_str())
        .set_organizational_units((!units.is_empty()).then_some(units))
        .build()
        .expect("the type is set")
}
