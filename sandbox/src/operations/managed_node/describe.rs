//! DescribeInstanceInformation.

use super::tags_of;
use crate::check::Said;
use crate::facts::Name;
use crate::handler::{Answer, Call, Refusal};
use crate::operations::association;
use crate::operations::page::{Page, reply};
use crate::store::{Table, View};
use crate::tree::{Record, Tree};

const PAGE: i64 = 10;

/// The keys of filters, the members that they look at, and the words that those have.
const KEYS: &[(&str, &str, &[&str])] = &[
    ("InstanceIds", "InstanceId", &[]),
    ("AgentVersion", "AgentVersion", &[]),
    ("PingStatus", "PingStatus", &["Online", "ConnectionLost", "Inactive"]),
    ("PlatformTypes", "PlatformType", &["Windows", "Linux", "MacOS"]),
    ("ActivationIds", "ActivationId", &[]),
    ("IamRole", "IamRole", &[]),
    ("ResourceType", "ResourceType", &["ManagedInstance", "EC2Instance"]),
    ("AssociationStatus", "AssociationStatus", &[]),
    ("SourceIds", "SourceId", &[]),
    ("SourceTypes", "SourceType", &["AWS::EC2::Instance", "AWS::IoT::Thing", "AWS::SSM::ManagedInstance"]),
];

#[derive(Debug)]
struct Filter<'a> {
    key: &'a str,
    values: Vec<&'a str>,
}

/// DescribeInstanceInformation.
pub(super) fn describe(call: &Call<'_>, view: &View<'_>) -> Answer {
    let said = call.said();
    let (old, new) = (said.each("InstanceInformationFilterList"), said.each("Filters"));
    if !old.is_empty() && !new.is_empty() {
        let message = "InstanceInformationFilterList and Filters cannot be used together.";
        return Err(Refusal::validation(message));
    }
    let old = old.iter().map(|filter| one(filter, "key", "valueSet"));
    let new = new.iter().map(|filter| one(filter, "Key", "Values"));
    let filters: Vec<Filter<'_>> = old.chain(new).collect::<Result<_, _>>()?;
    let size = usize::try_from(said.integer("MaxResults").unwrap_or(PAGE)).unwrap_or_default();
    let page = Page::new(call, said.text("NextToken"), size, &format!("{filters:?}"));
    let page = page.map_err(|_| Refusal::new("InvalidNextToken", "The specified token is not valid."))?;
    let after = page.after.as_deref().unwrap_or_default();
    let shape = call.reply_shape("InstanceInformationList");
    let rows = view.under(Table::ManagedNode, "").filter(|(id, _)| *id > after);
    let ran = association::ran(view);
    let (items, token) = page.take(rows.map(|(id, row)| {
        let node = ran.told(call, id, row.seen(shape));
        let fits = filters.iter().all(|filter| filter.holds(&node, tags_of(view, id)));
        (id, fits.then_some(Tree::Record(node)))
    }));
    Ok(reply("InstanceInformationList", items, token))
}

fn one<'a>(said: &Said<'a>, key: Name, values: Name) -> Result<Filter<'a>, Refusal> {
    let (key, values) = (said.required(key), said.texts(values));
    if key == "tag-key" || key.strip_prefix("tag:").is_some_and(|key| !key.is_empty()) {
        return Ok(Filter { key, values });
    }
    let Some((_, _, words)) = KEYS.iter().find(|(own, ..)| *own == key) else {
        return Err(Refusal::new("InvalidFilterKey", format!("The filter key {key} is not valid.")));
    };
    if key == "ResourceType" && values.len() > 1 {
        return Err(wrong_value("ResourceType filter may contain only one value."));
    }
    if key == "ResourceType" && !words.contains(&values[0]) {
        return Err(wrong_value(
            "ResourceType filter is invalid, valid values are EC2Instance, ManagedInstance",
        ));
    }
    if let Some(wrong) = values.iter().find(|value| !words.is_empty() && !words.contains(value)) {
        let message = format!("The value {wrong} of filter {key} is not one of [{}].", words.join(", "));
        return Err(wrong_value(&message));
    }
    Ok(Filter { key, values })
}

fn wrong_value(message: &str) -> Refusal {
    Refusal::new("InvalidInstanceInformationFilterValue", message)
}

impl Filter<'_> {
    fn holds(&self, row: &Record, tags: &[(Box<str>, Tree)]) -> bool {
        if self.key == "tag-key" {
            return tags.iter().any(|(key, _)| self.values.contains(&&**key));
        }
        if let Some(wanted) = self.key.strip_prefix("tag:") {
            let value = |value: &Tree| self.values.contains(&value.as_text().unwrap_or_default());
            return tags.iter().any(|(key, held)| **key == *wanted && value(held));
        }
        let member = KEYS.iter().find(|(key, ..)| *key == self.key).map(|(_, member, _)| *member);
        member.and_then(|member| row.text(member)).is_some_and(|text| self.values.contains(&text))
    }
}
