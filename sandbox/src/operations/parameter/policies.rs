//! Policies: text in the request, a list in replies.

use jiff::Timestamp;
// Unlike JSON's own, this value keeps the order of its keys, as AWS does, and takes none twice.
use serde_yaml::Value;

use crate::handler::Refusal;
use crate::tree::{Record, Tree};

const MOST: usize = 10;
/// In milliseconds.
const HOUR: i64 = 3_600_000;
const DAY: i64 = 24 * HOUR;

/// The policies of a row, as they were stored.
pub(super) fn of(row: &Record) -> &[Tree] {
    row.items("Policies")
}

/// Reads the text of a request. An empty list and `[{}]` mean none.
pub(super) fn read(text: &str, now: i64) -> Result<Vec<Tree>, Refusal> {
    let Ok(mut items) = serde_json::from_str::<Vec<Value>>(text) else {
        return Err(invalid("Invalid policies input"));
    };
    items.retain(|item| item.as_mapping().is_none_or(|item| !item.is_empty()));
    if items.len() > MOST {
        let message = format!("Number of policies attached to a parameter cannot exceed {MOST}");
        return Err(Refusal::new("PoliciesLimitExceededException", message));
    }
    let policies: Vec<Tree> = items.iter().map(|item| policy(item, now)).collect::<Result<_, _>>()?;
    let count = |wanted: &str| policies.iter().filter(|policy| kind(policy) == wanted).count();
    let incompatible = |message: &str| Err(Refusal::new("IncompatiblePolicyException", message));
    match (count("Expiration"), count("ExpirationNotification")) {
        (2.., _) => incompatible("There can be only one expiration policy"),
        (0, 1..) => incompatible("Expiration notification policies are missing expiration policy"),
        _ => Ok(policies),
    }
}

fn policy(item: &Value, now: i64) -> Result<Tree, Refusal> {
    let kind = item["Type"].as_str().unwrap_or_default();
    if !["Expiration", "ExpirationNotification", "NoChangeNotification"].contains(&kind) {
        let message = format!("Policy type {kind} is not supported.");
        return Err(Refusal::new("InvalidPolicyTypeException", message));
    }
    if item["Version"].as_str() != Some("1.0") {
        return Err(invalid("Unsupported policy version."));
    }
    if !item["Attributes"].is_mapping() {
        return Err(missing("Attributes"));
    }
    match kind {
        "Expiration" => expiration(item, now)?,
        "ExpirationNotification" => span(item, "Before").map(drop)?,
        _ => span(item, "After").map(drop)?,
    }
    let text = serde_json::to_string(item).map_err(|_| invalid("Invalid policies input"))?;
    Ok(Tree::Record(Record::new().with("PolicyText", text).with("PolicyType", kind)))
}

fn expiration(item: &Value, now: i64) -> Result<(), Refusal> {
    if item["Attributes"]["Timestamp"].is_null() {
        return Err(invalid("A valid Expiration policy must have an attribute of Timestamp."));
    }
    match instant(item) {
        None => Err(invalid("Invalid timestamp format")),
        Some(at) if at <= now => Err(invalid("The expiration timestamp must be in the future.")),
        Some(_) => Ok(()),
    }
}

fn invalid(message: impl Into<String>) -> Refusal {
    Refusal::new("InvalidPolicyAttributeException", message)
}

fn missing(attribute: &str) -> Refusal {
    invalid(format!("Mandatory policy attribute {attribute} is missing."))
}

fn kind(policy: &Tree) -> &str {
    policy.as_record().and_then(|policy| policy.text("PolicyType")).unwrap_or_default()
}

fn parsed(policy: &Tree) -> Value {
    let text = policy.as_record().and_then(|policy| policy.text("PolicyText"));
    text.and_then(|text| serde_json::from_str(text).ok()).unwrap_or(Value::Null)
}

fn instant(item: &Value) -> Option<i64> {
    let text = item["Attributes"]["Timestamp"].as_str()?;
    text.parse::<Timestamp>().ok().map(Timestamp::as_millisecond)
}

/// The time before or after something, in milliseconds.
fn span(item: &Value, name: &str) -> Result<i64, Refusal> {
    let attributes = &item["Attributes"];
    for mandatory in [name, "Unit"] {
        if attributes[mandatory].is_null() {
            return Err(missing(mandatory));
        }
    }
    let number = match &attributes[name] {
        Value::String(text) => text.parse().ok(),
        other => other.as_i64(),
    };
    // A century is more than any date of a policy reaches.
    let number = number.filter(|number| (1..=24 * 366 * 100).contains(number));
    let number = number.ok_or_else(|| invalid(format!("Attribute {name} must be a positive integer.")))?;
    let unit = attributes["Unit"].as_str().unwrap_or_default();
    if unit.eq_ignore_ascii_case("days") {
        Ok(number * DAY)
    } else if unit.eq_ignore_ascii_case("hours") {
        Ok(number * HOUR)
    } else {
        Err(invalid("Supported time units: DAYS HOURS"))
    }
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
                expiry(row).zip(span(&item, "Before").ok()).map(|(at, before)| at - before)
            }
            "NoChangeNotification" => row
                .integer("LastModifiedDate")
                .zip(span(&item, "After").ok())
                .map(|(from, after)| from + after),
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
