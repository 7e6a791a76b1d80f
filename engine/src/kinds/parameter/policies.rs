//! Parameter policies: AWS's JSON text ↔ ours.

use std::collections::BTreeSet;

use schema::kinds::parameter::{After, Before, Policy};
use schema::shape::{Duration, Timestamp};
use serde_json::{Value, json};

/// The text that clears a parameter's policies.
pub(super) const NONE: &str = "[{}]";

/// Writes policies as PutParameter takes them: one text that holds a JSON list.
pub(super) fn to_aws(policies: &BTreeSet<Policy>) -> String {
    let list: Vec<Value> = policies.iter().map(one).collect();
    Value::Array(list).to_string()
}

fn one(policy: &Policy) -> Value {
    let made =
        |kind: &str, attributes: Value| json!({ "Type": kind, "Version": "1.0", "Attributes": attributes });
    match policy {
        Policy::Expiration(Timestamp(at)) => {
            made("Expiration", json!({ "Timestamp": at.strftime("%Y-%m-%dT%H:%M:%S.%3fZ").to_string() }))
        }
        Policy::ExpirationNotification(Before { before }) => {
            let (count, unit) = count(*before);
            made("ExpirationNotification", json!({ "Before": count, "Unit": unit }))
        }
        Policy::NoChangeNotification(After { after }) => {
            let (count, unit) = count(*after);
            made("NoChangeNotification", json!({ "After": count, "Unit": unit }))
        }
        Policy::Other(text) => serde_json::from_str(text).unwrap_or(Value::Null),
    }
}

/// A duration in AWS's own units. Checks have seen to it that it is whole hours.
fn count(duration: Duration) -> (String, &'static str) {
    match duration.whole_days() {
        Some(days) => (days.to_string(), "Days"),
        None => (duration.whole_hours().unwrap_or_default().to_string(), "Hours"),
    }
}

/// Reads one policy's text; one of another form is kept as it is.
pub(super) fn from_aws(text: &str) -> Option<Policy> {
    let value: Value = serde_json::from_str(text).ok()?;
    if value.as_object().is_some_and(serde_json::Map::is_empty) {
        return None;
    }
    Some(known(&value).unwrap_or_else(|| Policy::Other(value.to_string())))
}

fn known(value: &Value) -> Option<Policy> {
    let attributes = value.get("Attributes")?;
    let lasting = |name: &str| {
        let count = match attributes.get(name)? {
            Value::String(text) => text.parse().ok()?,
            number => number.as_u64()?,
        };
        match attributes.get("Unit")?.as_str()? {
            "Days" => Some(Duration::days(count)),
            "Hours" => Some(Duration::hours(count)),
            _ => None,
        }
    };
    match value.get("Type")?.as_str()? {
        "Expiration" => {
            attributes.get("Timestamp")?.as_str()?.parse().ok().map(|at| Policy::Expiration(Timestamp(at)))
        }
        "ExpirationNotification" => {
            lasting("Before").map(|before| Policy::ExpirationNotification(Before { before }))
        }
        "NoChangeNotification" => lasting("After").map(|after| Policy::NoChangeNotification(After { after })),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_written_reads_back() {
        let policies = BTreeSet::from([
            Policy::Expiration(Timestamp("2027-12-31T23:59:59Z".parse().expect("a time"))),
            Policy::ExpirationNotification(Before { before: Duration::days(30) }),
            Policy::NoChangeNotification(After { after: Duration::hours(36) }),
        ]);
        let text = to_aws(&policies);
        let list: Vec<Value> = serde_json::from_str(&text).expect("JSON");
        let read: BTreeSet<Policy> = list.iter().filter_map(|one| from_aws(&one.to_string())).collect();
        assert_eq!(read, policies);
        assert!(text.contains(r#""Timestamp":"2027-12-31T23:59:59.000Z""#), "{text}");
        assert!(text.contains(r#""After":"36""#), "{text}");
    }
}
