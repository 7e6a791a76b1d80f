//! Operational data: keys and values of one's own, and three keys of AWS's that mean something.

use serde_json::Value;

use super::{invalid, too_many};
use crate::facts::Name;
use crate::handler::Refusal;
use crate::tree::{Record, Tree};

/// The member that holds it.
pub(super) const DATA: Name = "OperationalData";
pub(super) const RESOURCES: &str = "/aws/resources";
pub(super) const AUTOMATIONS: &str = "/aws/automations";
const DEDUP: &str = "/aws/dedup";

const RESERVED: [&str; 8] = ["amazon", "aws", "amzn", "ssm", "/amazon", "/aws", "/amzn", "/ssm"];
const LARGEST: usize = 20 * 1024;
const LONGEST_DEDUP: usize = 512;
const SEARCHABLE: &str = "SearchableString";

/// Entries by key, as a row holds them.
pub(super) type Data = Vec<(Box<str>, Tree)>;

/// The entries of a request, each with its type.
pub(super) fn said(sent: Option<&Tree>) -> Result<Data, Refusal> {
    let Some(Tree::Map(entries)) = sent else { return Ok(Data::new()) };
    entries.iter().map(|(key, entry)| Ok((key.clone(), Tree::Record(checked(key, entry)?)))).collect()
}

fn checked(key: &str, entry: &Tree) -> Result<Record, Refusal> {
    let lower = key.to_ascii_lowercase();
    let known = [RESOURCES, AUTOMATIONS, DEDUP].contains(&key);
    if !known && RESERVED.iter().any(|prefix| lower.starts_with(prefix)) {
        let message = format!("Operational data keys can't begin with {}", RESERVED.join(", "));
        return Err(invalid(DATA, message));
    }
    let entry = entry.as_record();
    let Some(value) = entry.and_then(|entry| entry.text("Value")) else {
        return Err(invalid(DATA, format!("Operational data {key} has no value")));
    };
    if value.len() > LARGEST {
        return Err(too_many("OperationalData", LARGEST));
    }
    let well_formed = match key {
        RESOURCES => each_has(value, "arn"),
        AUTOMATIONS => each_has(value, "automationId"),
        DEDUP => dedup_text(value).is_some_and(|text| text.chars().count() <= LONGEST_DEDUP),
        _ => true,
    };
    if !well_formed {
        return Err(invalid(
            DATA,
            format!("The value of operational data {key} is not what the key asks for"),
        ));
    }
    let kind = entry.and_then(|entry| entry.text("Type")).unwrap_or("String");
    Ok(Record::new().with("Value", value).with("Type", kind))
}

fn each_has(value: &str, member: &str) -> bool {
    let Ok(Value::Array(items)) = serde_json::from_str(value) else { return false };
    items.iter().all(|item| item[member].is_string())
}

fn dedup_text(value: &str) -> Option<String> {
    let value: Value = serde_json::from_str(value).ok()?;
    Some(value["dedupString"].as_str()?.to_owned())
}

/// What makes an OpsItem the same as another.
pub(super) fn dedup(data: &[(Box<str>, Tree)]) -> Option<String> {
    dedup_text(value(data, DEDUP)?)
}

/// Whether a request would say anew what makes the OpsItem the same.
pub(super) fn touches_dedup<'a>(mut keys: impl Iterator<Item = &'a str>) -> bool {
    keys.any(|key| key == DEDUP)
}

/// The value of a key.
pub(super) fn value<'a>(data: &'a [(Box<str>, Tree)], key: &str) -> Option<&'a str> {
    let (_, entry) = data.iter().find(|(own, _)| **own == *key)?;
    entry.as_record()?.text("Value")
}

/// What everybody may search and see in a list.
pub(super) fn searchable(row: &Record) -> impl Iterator<Item = &(Box<str>, Tree)> {
    row.entries(DATA)
        .iter()
        .filter(|(_, entry)| entry.as_record().is_some_and(|entry| entry.text("Type") == Some(SEARCHABLE)))
}
