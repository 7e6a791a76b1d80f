//! DescribeInstances and DescribeTags.

use super::filter::{self, Filter};
use super::{invalid, known, not_dry, tagged};
use crate::handler::{Answer, Call, Refusal};
use crate::operations::page::{Page, reply};
use crate::operations::tags;
use crate::store::{Table, View};
use crate::tree::{Record, Tree};

/// As many as one page holds, whatever was asked for.
const LARGEST: i64 = 1000;

/// The filters on what instances are, and the members that they look at.
const MEMBERS: &[(&str, &str)] = &[
    ("architecture", "Architecture"),
    ("image-id", "ImageId"),
    ("instance-id", "InstanceId"),
    ("instance-type", "InstanceType"),
    ("platform", "Platform"),
    ("platform-details", "PlatformDetails"),
    ("private-dns-name", "PrivateDnsName"),
    ("private-ip-address", "PrivateIpAddress"),
    ("subnet-id", "SubnetId"),
    ("vpc-id", "VpcId"),
];
const INNER: &[(&str, &str, &str)] = &[
    ("availability-zone", "Placement", "AvailabilityZone"),
    ("instance-state-name", "State", "Name"),
    ("instance-state-code", "State", "Code"),
    ("metadata-options.instance-metadata-tags", "MetadataOptions", "InstanceMetadataTags"),
];

/// DescribeInstances.
pub(super) fn instances(call: &Call<'_>, view: &View<'_>) -> Answer {
    let said = call.said();
    // Nothing here is managed by another service.
    let _ = said.flag("IncludeManagedResources");
    let ids = said.texts("InstanceIds");
    let (size, token) = (said.integer("MaxResults"), said.text("NextToken"));
    if !ids.is_empty() && size.is_some() {
        let message = "The parameter instancesSet cannot be used with the parameter maxResults";
        return Err(Refusal::new("InvalidParameterCombination", message));
    }
    let names: Vec<&str> =
        MEMBERS.iter().map(|(name, _)| *name).chain(INNER.iter().map(|(name, ..)| *name)).collect();
    let filters = filter::said(call, &names)?;
    let page = page(call, size, token, &format!("{ids:?} {filters:?}"))?;
    let ids = known(view, &ids)?;
    not_dry(call)?;
    let after = page.after.as_deref().unwrap_or_default();
    let rows = view.under(Table::Instance, "").filter(|(id, _)| *id > after);
    let rows = rows.filter(|(id, _)| ids.is_empty() || ids.contains(id));
    let items = rows.map(|(id, row)| {
        let tags = tags::of(view, &tagged(id));
        let fits = filters.iter().all(|filter| filter.on_tags(tags).unwrap_or_else(|| holds(row, filter)));
        (id, fits.then(|| reservation(call, id, row, tags)))
    });
    let (items, token) = page.take(items);
    Ok(reply("Reservations", items, token))
}

/// EC2 counts from 5 to 1000; nothing asked for is as many as fit.
fn page(call: &Call<'_>, size: Option<i64>, token: Option<&str>, question: &str) -> Result<Page, Refusal> {
    let size = size.unwrap_or(LARGEST);
    if size < 5 {
        let message = format!(
            "Value ( {size} ) for parameter maxResults is invalid. Expecting a value greater than 5."
        );
        return Err(invalid(message));
    }
    if size > LARGEST {
        let message = format!(
            "Value ( {size} ) for parameter maxResults is invalid. Expecting a value smaller than {LARGEST}."
        );
        return Err(invalid(message));
    }
    let size = usize::try_from(size).unwrap_or_default();
    Page::new(call, token, size, question).map_err(|_| invalid("Unable to parse pagination token"))
}

fn holds(row: &Record, filter: &Filter<'_>) -> bool {
    if let Some((_, member)) = MEMBERS.iter().find(|(name, _)| *name == filter.name) {
        return row.text(member).is_some_and(|text| filter.fits(text));
    }
    let Some((_, outer, inner)) = INNER.iter().find(|(name, ..)| *name == filter.name) else { return false };
    match row.get(outer).and_then(Tree::as_record).and_then(|record| record.get(inner)) {
        Some(Tree::Text(text)) => filter.fits(text),
        Some(Tree::Integer(number)) => filter.fits(&number.to_string()),
        _ => false,
    }
}

fn reservation(call: &Call<'_>, id: &str, row: &Record, tags: &[(Box<str>, Tree)]) -> Tree {
    let mut instance = row.clone();
    // EC2 leaves the set out where there are no tags.
    if !tags.is_empty() {
        instance.set("Tags", tags::shown(tags));
    }
    let reservation = Record::new()
        .with("ReservationId", id.replacen("i-", "r-", 1))
        .with("OwnerId", call.scope.account())
        .with("Groups", Vec::new())
        .with("Instances", vec![Tree::Record(instance)]);
    Tree::Record(reservation)
}

/// DescribeTags, of instances.
pub(super) fn tags(call: &Call<'_>, view: &View<'_>) -> Answer {
    let said = call.said();
    let (size, token) = (said.integer("MaxResults"), said.text("NextToken"));
    let filters = filter::said(call, &["key", "resource-id", "resource-type", "value"])?;
    let page = page(call, size, token, &format!("{filters:?}"))?;
    not_dry(call)?;
    let mut all: Vec<(String, Tree)> = Vec::new();
    for (id, _) in view.under(Table::Instance, "") {
        for (key, value) in tags::of(view, &tagged(id)) {
            let text = value.as_text().unwrap_or_default();
            let own = [(key.clone(), value.clone())];
            let fits = filters.iter().all(|filter| match filter.name {
                "key" => filter.fits(key),
                "value" => filter.fits(text),
                "resource-id" => filter.fits(id),
                "resource-type" => filter.fits("instance"),
                _ => filter.on_tags(&own).unwrap_or_default(),
            });
            if fits {
                let tag = Record::new().with("Key", &**key).with("ResourceId", id);
                let tag = tag.with("ResourceType", "instance").with("Value", text);
                all.push((format!("{id} {key}"), Tree::Record(tag)));
            }
        }
    }
    all.sort_by(|(a, _), (b, _)| a.cmp(b));
    let after = page.after.as_deref().unwrap_or_default();
    let rest = all.iter().filter(|(key, _)| key.as_str() > after);
    let (items, token) = page.take(rest.map(|(key, tag)| (key.as_str(), Some(tag.clone()))));
    Ok(reply("Tags", items, token))
}
