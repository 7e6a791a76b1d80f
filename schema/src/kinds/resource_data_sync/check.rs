//! What AWS would refuse of a sync.

use crate::finding::Finding;
use crate::kinds::resource_data_sync::{
    OrganizationSourceType, ResourceDataSync, S3Destination, SourceType, SyncSource, SyncType,
};
use crate::node::Node;
use crate::reference;
use crate::source::Span;

const LONGEST_NAME: usize = 64;
const LONGEST_PREFIX: usize = 256;
const LONGEST_KEY: usize = 512;
const MOST_UNITS: usize = 1000;

/// Checks a sync beside the text that it was read from.
pub(super) fn check(sync: &ResourceDataSync, spec: &Node, findings: &mut Vec<Finding>) {
    findings.extend(sync.name.as_ref().and_then(|name| check_name(name, at(spec, "name"))));
    findings.extend(check_type(sync, spec));
    if let (Some(destination), Some(node)) = (&sync.s3_destination, spec.get("s3Destination")) {
        findings.extend(check_destination(destination, node));
    }
    if let (Some(source), Some(node)) = (&sync.sync_source, spec.get("syncSource")) {
        findings.extend(check_source(source, node));
    }
}

/// The place of a field's value, else of what it would stand in.
fn at(node: &Node, field: &str) -> Span {
    node.get(field).map_or_else(|| node.head(), Node::head)
}

fn check_name(name: &str, span: Span) -> Option<Finding> {
    let fits = (1..=LONGEST_NAME).contains(&name.chars().count()) || reference::holds(name);
    (!fits).then(|| {
        Finding::error("sync-name", span, format!("a sync's name has from 1 to {LONGEST_NAME} characters"))
    })
}

/// A type takes the one of the two places and not the other.
fn check_type(sync: &ResourceDataSync, spec: &Node) -> Option<Finding> {
    let from = sync.sync_type == SyncType::FromSource;
    let (wanted, other) =
        if from { ("syncSource", "s3Destination") } else { ("s3Destination", "syncSource") };
    let word = sync.sync_type.as_str();
    if let Some(entry) = spec.entry(other) {
        let message = format!("a sync of the type `{word}` has no `{other}`");
        let finding = Finding::error("sync-type", entry.key.span, message);
        return Some(match (from, spec.get("syncType")) {
            (false, None) => finding.help("write `syncType: SyncFromSource` beside it"),
            _ => finding.help(format!("write `{wanted}` in its place")),
        });
    }
    spec.entry(wanted).is_none().then(|| {
        let message = format!("a sync of the type `{word}` needs `{wanted}`");
        Finding::error("sync-type", at(spec, "syncType"), message)
    })
}

fn check_destination(destination: &S3Destination, node: &Node) -> Vec<Finding> {
    let mistake = |field: &str, message: String| Finding::error("sync-destination", at(node, field), message);
    let S3Destination {
        bucket_name,
        prefix,
        region,
        aws_kms_key_arn,
        sync_format: _,
        destination_data_sharing: _,
    } = destination;
    let mut findings = Vec::new();
    if !is_bucket(bucket_name) && !reference::holds(bucket_name) {
        let finding = mistake("bucketName", "this is no name of a bucket".into());
        findings.push(finding.help("write its name alone, not its ARN or address"));
    }
    if region.is_empty() {
        findings.push(mistake("region", "the bucket's region is missing".into()));
    }
    let too_long = |text: &String| !(1..=LONGEST_PREFIX).contains(&text.chars().count());
    if prefix.as_ref().is_some_and(|prefix| too_long(prefix) && !reference::holds(prefix)) {
        findings.push(mistake("prefix", format!("a prefix has from 1 to {LONGEST_PREFIX} characters")));
    }
    let no_arn = |key: &String| !key.starts_with("arn:") || key.len() > LONGEST_KEY;
    if aws_kms_key_arn.as_ref().is_some_and(|key| no_arn(key) && !reference::holds(key)) {
        let finding = mistake("awsKmsKeyArn", "this is no ARN of a key".into());
        findings.push(finding.help("write `arn:aws:kms:REGION:ACCOUNT:key/ID`, in the bucket's region"));
    }
    findings
}

fn check_source(source: &SyncSource, node: &Node) -> Vec<Finding> {
    let mistake = |span: Span, message: String| Finding::error("sync-source", span, message);
    let mut findings = Vec::new();
    if source.source_regions.is_empty() {
        findings.push(mistake(at(node, "sourceRegions"), "no region is named".into()));
    }
    let organizations = node.entry("awsOrganizationsSource");
    match (source.source_type == SourceType::AwsOrganizations, organizations) {
        (true, None) => {
            let message = "the type `AwsOrganizations` needs `awsOrganizationsSource`".into();
            findings.push(mistake(at(node, "sourceType"), message));
        }
        (false, Some(entry)) => {
            let message = "only the type `AwsOrganizations` has `awsOrganizationsSource`".into();
            findings.push(mistake(entry.key.span, message));
        }
        (true, Some(_)) | (false, None) => {}
    }
    let Some(accounts) = &source.aws_organizations_source else { return findings };
    let node = organizations.map_or(node, |entry| &entry.value);
    let units = &accounts.organizational_units;
    let by_units = accounts.organization_source_type == OrganizationSourceType::OrganizationalUnits;
    if by_units == units.is_empty() {
        let message = match by_units {
            true => "no unit is named",
            false => "the entire organization has no `organizationalUnits`",
        };
        findings.push(mistake(at(node, "organizationalUnits"), message.into()));
    }
    if units.len() > MOST_UNITS {
        let message = format!("a sync takes {MOST_UNITS} units at most");
        findings.push(mistake(at(node, "organizationalUnits"), message));
    }
    let wrong = units.iter().filter(|unit| !is_unit(unit) && !reference::holds(unit));
    findings.extend(wrong.map(|unit| {
        let items = node.get("organizationalUnits").map(Node::items).unwrap_or_default();
        let item = items.iter().find(|item| item.scalar().is_some_and(|scalar| scalar.text == *unit));
        mistake(item.map_or(node.head(), |item| item.span), "this is no id of a unit".into())
            .help("write it as AWS does, `ou-` with the root's and the unit's part: `ou-ab12-cdef3456`")
    }));
    findings
}

/// As S3 names buckets.
fn is_bucket(name: &str) -> bool {
    let allowed = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '.' || c == '-';
    (3..=63).contains(&name.len()) && name.chars().all(allowed)
}

/// `ou-ab12-cdef3456`.
fn is_unit(id: &str) -> bool {
    let part = |text: &str, least: usize| {
        let allowed = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit();
        (least..=32).contains(&text.len()) && text.chars().all(allowed)
    };
    let parts = id.strip_prefix("ou-").and_then(|rest| rest.split_once('-'));
    parts.is_some_and(|(root, unit)| part(root, 4) && part(unit, 8))
}
