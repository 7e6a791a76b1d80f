//! A resource data sync as a resource.

use std::collections::BTreeMap;
use std::time::Duration;

use schema::Tree;
use schema::kinds::resource_data_sync::{ResourceDataSync, S3Destination, SyncSource};

use super::{calls, place};
use crate::contract::{Attribute, Call, Declared, Deed, Effect, InPlace, Resource, Role, Statement, Step};
use crate::record::Untagged;
use crate::site::Site;

impl Resource for ResourceDataSync {
    const NAME: &'static str = "ResourceDataSync";
    const TERRAFORM: &'static str = "aws_ssm_resource_data_sync";
    const ATTRIBUTES: &'static [&'static str] = &["name"];
    const TOLD: &'static [&'static str] = &["name"];
    const GAP: Duration = Duration::ZERO;
    type State = ResourceDataSync;

    /// Both sides have every default filled in.
    fn absorb(_: &mut ResourceDataSync, _: &mut ResourceDataSync) {}

    fn in_place(desired: &ResourceDataSync, live: &ResourceDataSync) -> InPlace {
        let in_the_way = match (&desired.s3_destination, &live.s3_destination) {
            (Some(to), Some(was)) => destination(to, was),
            (None, None) => None,
            (Some(_), None) | (None, Some(_)) => Some("s3Destination"),
        };
        let sources = desired.sync_source.as_ref().zip(live.sync_source.as_ref());
        let in_the_way = in_the_way.or_else(|| sources.and_then(|(to, was)| source(to, was)));
        in_the_way.map_or(InPlace::Yes, |field| InPlace::Replace {
            field,
            reason: format!("{field} cannot change in place"),
        })
    }

    fn claims(state: &ResourceDataSync) -> Vec<String> {
        vec![format!("the sync `{}` of the type {}", place::name(state), state.sync_type.as_str())]
    }

    fn untagged(state: &ResourceDataSync) -> Option<Untagged> {
        Some(Untagged { id: place::id(state), words: BTreeMap::new() })
    }

    fn attribute(name: &str, _: &Site, _: Option<&str>, state: &ResourceDataSync) -> Attribute {
        match name {
            "name" => Attribute::Known(Tree::text(place::name(state))),
            _ => Attribute::Later,
        }
    }

    fn effects(step: &Step<'_, ResourceDataSync>) -> Vec<Effect> {
        match step.deed {
            Deed::Delete { was } | Deed::Replace { was, .. } if was.s3_destination.is_some() => {
                vec![Effect::KeepsData]
            }
            Deed::Create { .. }
            | Deed::Update { .. }
            | Deed::Adopt { .. }
            | Deed::Replace { .. }
            | Deed::Move { .. }
            | Deed::Delete { .. }
            | Deed::Forget { .. } => Vec::new(),
        }
    }

    fn calls(step: &Step<'_, ResourceDataSync>) -> Vec<Call> {
        calls::calls(step)
    }

    /// The ARN has the name alone, whatever the type.
    fn arn(site: &Site, id: &str) -> String {
        site.ssm_arn(&format!("resource-data-sync/{}", place::name_of(id)))
    }

    /// Systems Manager writes to the bucket by the bucket's own policy.
    fn grants(_: &Site, _: &[&Declared], _: Role) -> Vec<Statement> {
        Vec::new()
    }
}

/// The field of a destination that is in the way of a change: any.
fn destination(to: &S3Destination, was: &S3Destination) -> Option<&'static str> {
    let S3Destination { bucket_name, prefix, sync_format, region, aws_kms_key_arn, destination_data_sharing } =
        to;
    let differs = [
        ("s3Destination.bucketName", *bucket_name != was.bucket_name),
        ("s3Destination.prefix", *prefix != was.prefix),
        ("s3Destination.syncFormat", *sync_format != was.sync_format),
        ("s3Destination.region", *region != was.region),
        ("s3Destination.awsKmsKeyArn", *aws_kms_key_arn != was.aws_kms_key_arn),
        ("s3Destination.destinationDataSharing", *destination_data_sharing != was.destination_data_sharing),
    ];
    differs.into_iter().find(|(_, differs)| *differs).map(|(field, _)| field)
}

/// The field of a source that is in the way: AWS does not let a sync of one account become one of an
/// organization, nor one of some units one of all.
fn source(to: &SyncSource, was: &SyncSource) -> Option<&'static str> {
    let accounts = |source: &SyncSource| {
        source.aws_organizations_source.as_ref().map(|source| source.organization_source_type.clone())
    };
    if to.source_type != was.source_type {
        return Some("syncSource.sourceType");
    }
    (accounts(to) != accounts(was)).then_some("syncSource.awsOrganizationsSource.organizationSourceType")
}
