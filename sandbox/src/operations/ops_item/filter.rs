//! The filters of DescribeOpsItems: every key with the operators that AWS's reference gives it.

use jiff::Timestamp;
use serde_json::Value;

use super::data::{self, AUTOMATIONS, RESOURCES};
use crate::check::Said;
use crate::handler::Refusal;
use crate::tree::{Record, Tree};

/// A filter: any of its values lets an OpsItem pass.
#[derive(Debug)]
pub(super) struct Filter<'a> {
    key: &'a str,
    operator: Operator,
    values: Vec<&'a str>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Operator {
    Equal,
    Contains,
    GreaterThan,
    LessThan,
}

use Operator::{Contains, Equal, GreaterThan, LessThan};

/// So much of a title is compared.
const TITLE: usize = 100;

impl<'a> Filter<'a> {
    /// # Errors
    /// An operator that the key does not have, or a value that it cannot read.
    pub(super) fn said(said: &Said<'a>) -> Result<Self, Refusal> {
        let key = said.required("Key");
        let operator = match said.required("Operator") {
            "Equal" => Equal,
            "Contains" => Contains,
            "GreaterThan" => GreaterThan,
            _ => LessThan,
        };
        let values = said.texts("Values");
        if !operators(key).contains(&operator) {
            let message = format!("The operator {operator:?} is not valid for the filter key {key}");
            return Err(Refusal::validation(message));
        }
        let readable = |value: &&str| match key {
            _ if is_time(key) => value.parse::<Timestamp>().is_ok(),
            "OperationalData" => pair(value).is_some(),
            "Title" => operator != Equal || value.chars().count() <= TITLE,
            _ => true,
        };
        if let Some(value) = values.iter().find(|value| !readable(value)) {
            return Err(Refusal::validation(format!("{value} is no value for the filter key {key}")));
        }
        Ok(Filter { key, operator, values })
    }

    pub(super) fn passes(&self, row: &Record, account: &str) -> bool {
        self.values.iter().any(|value| self.fits(row, account, value))
    }

    fn fits(&self, row: &Record, account: &str, value: &str) -> bool {
        let text = |held: Option<&str>| {
            held.is_some_and(|held| match self.operator {
                Equal => held == value,
                _ => held.contains(value),
            })
        };
        match self.key {
            "AccountId" => account == value,
            "Priority" => row.integer("Priority").is_some_and(|held| held.to_string() == value),
            "Title" if self.operator == Equal => {
                row.text("Title").is_some_and(|title| title.chars().take(TITLE).eq(value.chars()))
            }
            "OperationalDataKey" => data::searchable(row).any(|(key, _)| **key == *value),
            "OperationalDataValue" => data::searchable(row).any(|(_, entry)| text(worth(entry))),
            "OperationalData" => pair(value).is_some_and(|(key, value)| {
                data::searchable(row).any(|(own, entry)| **own == *key && worth(entry) == Some(&*value))
            }),
            "ResourceId" => text(data::value(row.entries(data::DATA), RESOURCES)),
            "AutomationId" => named(row, value),
            key if is_time(key) => value.parse::<Timestamp>().is_ok_and(|value| {
                row.integer(key).is_some_and(|held| match self.operator {
                    GreaterThan => held > value.as_millisecond(),
                    _ => held < value.as_millisecond(),
                })
            }),
            // No OpsItem here is a request for access or for a change, or an insight.
            key => text(row.text(key)),
        }
    }
}

fn operators(key: &str) -> &'static [Operator] {
    match key {
        _ if is_time(key) => &[GreaterThan, LessThan],
        "CreatedBy" | "Source" | "Title" | "OperationalDataValue" => &[Equal, Contains],
        "ResourceId" => &[Contains],
        _ => &[Equal],
    }
}

fn is_time(key: &str) -> bool {
    key.ends_with("Time")
}

fn worth(entry: &Tree) -> Option<&str> {
    entry.as_record()?.text("Value")
}

/// `{"key": …, "value": …}`.
fn pair(value: &str) -> Option<(String, String)> {
    let value: Value = serde_json::from_str(value).ok()?;
    Some((value["key"].as_str()?.to_owned(), value["value"].as_str()?.to_owned()))
}

fn named(row: &Record, id: &str) -> bool {
    let automations = data::value(row.entries(data::DATA), AUTOMATIONS);
    let automations = automations.and_then(|text| serde_json::from_str::<Vec<Value>>(text).ok());
    automations.is_some_and(|all| all.iter().any(|automation| automation["automationId"] == *id))
}
