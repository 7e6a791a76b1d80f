//! AWS's words → a sync's state.

use aws_sdk_ssm::types::{
    ResourceDataSyncAwsOrganizationsSource, ResourceDataSyncItem, ResourceDataSyncS3Destination,
    ResourceDataSyncSourceWithState,
};
use schema::kinds::resource_data_sync::{
    AwsOrganizationsSource, ResourceDataSync, S3Destination, SourceType, SyncSource, SyncType,
};
use schema::shape::{Volatile, Word, Words};

/// The state of a sync, from the item of a list of its type.
pub(super) fn state(kind: SyncType, item: &ResourceDataSyncItem) -> ResourceDataSync {
    ResourceDataSync {
        name: item.sync_name().map(str::to_owned),
        sync_type: Word::Known(kind),
        s3_destination: item.s3_destination().map(destination),
        sync_source: item.sync_source().map(source),
        source_state: Volatile(said(item.sync_source().and_then(|source| source.state()))),
        last_status: Volatile(item.last_status().map(|status| status.as_str().to_owned())),
    }
}

fn said(text: Option<&str>) -> Option<String> {
    text.filter(|text| !text.is_empty()).map(str::to_owned)
}

fn destination(place: &ResourceDataSyncS3Destination) -> S3Destination {
    let sharing =
        place.destination_data_sharing().and_then(|sharing| sharing.destination_data_sharing_type());
    S3Destination {
        bucket_name: place.bucket_name().to_owned(),
        prefix: said(place.prefix()),
        sync_format: Word::of(place.sync_format().as_str()),
        region: place.region().to_owned(),
        aws_kms_key_arn: said(place.awskms_key_arn()),
        destination_data_sharing: said(sharing).map(|sharing| Word::of(&sharing)),
    }
}

fn source(source: &ResourceDataSyncSourceWithState) -> SyncSource {
    SyncSource {
        source_type: source_type(source.source_type().unwrap_or_default()),
        aws_organizations_source: source.aws_organizations_source().map(accounts),
        source_regions: source.source_regions().iter().cloned().collect(),
        include_future_regions: source.include_future_regions(),
        enable_all_ops_data_sources: source.enable_all_ops_data_sources(),
    }
}

/// AWS's list has `singleAccountMultiRegions`, where it takes a capital letter.
fn source_type(word: &str) -> Word<SourceType> {
    let known = SourceType::ALL.iter().find(|(known, _)| known.eq_ignore_ascii_case(word));
    known.map_or_else(|| Word::Other(word.to_owned()), |(_, known)| Word::Known(*known))
}

fn accounts(source: &ResourceDataSyncAwsOrganizationsSource) -> AwsOrganizationsSource {
    let units = source.organizational_units().iter();
    AwsOrganizationsSource {
        organization_source_type: Word::of(source.organization_source_type()),
        organizational_units: units.filter_map(|unit| said(unit.organizational_unit_id())).collect(),
    }
}
