//! Policies: text in the request, a list in replies.

use jiff::{SignedDuration, Timestamp};
use serde_json::Value;

use crate::door::Refusal;
use crate::tree::{Record, Tree};

const MOST: usize = 10;

/// The policies of a row, as they were stored.
pub(super) fn of(row: &Record) -> &[Tree] {
    row.items("Policies")
}

/// Reads the text of a request. An empty text, an empty list and `[{}]` mean none.
pub(super) fn read(text: &str, now: i64) -> Result<Vec<Tree>, Refusal> {
    if text.trim().is_empty() {
        return Ok(Vec::new());
    }
    let Ok(Value::Array(items)) = serde_json::from_str(text) else {
        return Err(invalid("The policies must be a JSON list"));
    };
    let items: Vec<Value> =
        items.into_iter().filter(|item| item.as_object().is_none_or(|item| !item.is_empty())).collect();
    if items.len() > MOST {
        let message = format!(
            "You specified more than the maximum number of allowed policies for the parameter. The maximum is {MOST}."
        );
        return Err(Refusal::new("PoliciesLimitExceededException", message));
    }
    let policies: Vec<Tree> = items.iter().map(|item| policy(item, now)).collect::<Result<_, _>>()?;
    for once in ["Expiration"] {
        if policies.iter().filter(|policy| kind(policy) == once).count() > 1 {
            return Err(Refusal::new(
                "IncompatiblePolicyException",
                format!(
                    "There is a conflict in the policies specified for this parameter: two of type {once}."
                ),
            ));
        }
    }
    Ok(policies)
}

fn policy(item: &Value, now: i64) -> Result<Tree, Refusal> {
    let kind = item["Type"].as_str().unwrap_or_default();
    match kind {
        "Expiration" => {
            let at = instant(item).ok_or_else(|| invalid("Expiration needs Attributes.Timestamp"))?;
            if at <= now {
                return Err(invalid("The Timestamp of Expiration must lie in the future"));
            }
        }
        "ExpirationNotification" => {
            span(item, "Before").ok_or_else(|| {
                invalid("ExpirationNotification needs Attributes.Before and Unit, Days or Hours")
            })?;
        }
        "NoChangeNotification" => {
            span(item, "After").ok_or_else(|| {
                invalid("NoChangeNotification needs Attributes.After and Unit, Days or Hours")
            })?;
        }
        _ => {
            return Err(Refusal::new(
                "InvalidPolicyTypeException",
                "The policy type isn't supported. Parameter Store supports the following policy types: \
                 Expiration, ExpirationNotification, and NoChangeNotification.",
            ));
        }
    }
    if item["Version"].as_str().is_some_and(|version| version != "1.0") {
        return Err(invalid("The Version of a policy is 1.0"));
    }
    Ok(Tree::Record(Record::new().with("PolicyText", item.to_string()).with("PolicyType", kind)))
}

fn invalid(what: &str) -> Refusal {
    let message = format!("A policy attribute or its value is invalid: {what}.");
    Refusal::new("InvalidPolicyAttributeException", message)
}

fn kind(policy: &Tree) -> &str {
    policy.as_record().and_then(|policy| policy.text("PolicyType")).unwrap_or_default()
}

fn parsed(policy: &Tree) -> Value {
    let text = policy.as_record().and_then(|policy| policy.text("PolicyText"));
    text.and_then(|text| serde_json::from_str(text).ok()).unwrap_or_default()
}

fn instant(item: &Value) -> Option<i64> {
    let text = item["Attributes"]["Timestamp"].as_str()?;
    text.parse::<Timestamp>().ok().map(Timestamp::as_millisecond)
}

/// Milliseconds.
fn span(item: &Value, name: &str) -> Option<i64> {
    let attributes = &item["Attributes"];
    let number: i64 = match &attributes[name] {
        Value::String(text) => text.parse().ok(),
        Value::Number(number) => number.as_i64(),
        _ => None,
    }?;
    let hours = match attributes["Unit"].as_str()? {
        "Days" => number.checked_mul(24)?,
        "Hours" => number,
        _ => return None,
    };
    let hours = (1..=24 * 365 * 100).contains(&hours).then_some(hours)?;
    i64::try_from(SignedDuration::from_hours(hours).as_millis()).ok()
}

/// When the row's parameter is to be deleted.
pub(super) fn expiry(row: &Record) -> Option<i64> {
    let expiration = of(row).iter().find(|policy| kind(policy) == "Expiration")?;
    instant(&parsed(expiration))
}

/// The policies with their status at an instant, for a reply.
pub(super) fn shown(row: &Record, now: i64) -> Tree {
    let status = |policy: &Tree| {
        let item = parsed(policy);
        let due = match kind(policy) {
            "ExpirationNotification" => {
                expiry(row).zip(span(&item, "Before")).map(|(at, before)| at - before)
            }
            "NoChangeNotification" => {
                row.integer("LastModifiedDate").zip(span(&item, "After")).map(|(from, after)| from + after)
            }
            _ => None,
        };
        if due.is_some_and(|due| due <= now) { "Finished" } else { "Pending" }
    };
    let shown = of(row).iter().filter_map(|policy| {
        let record = policy.as_record()?.clone();
        Some(Tree::Record(record.with("PolicyStatus", status(policy))))
    });
    Tree::List(shown.collect())
}
