//! Remembers a write, as CloudTrail would tell it.

use jiff::Timestamp;
use serde_json::{Map, Value, json};

use super::{MOST, resources};
use crate::facts::{Kind, ShapeRef};
use crate::handler::{Call, Caller, uuid};
use crate::store::{Table, Tx};
use crate::tree::{Record, Tree};

/// What CloudTrail writes in the place of what its services call sensitive.
const HIDDEN: &str = "HIDDEN_DUE_TO_SECURITY_REASONS";

/// Remembers a write that was carried out. Keys count down, so that the newest is first.
pub(crate) fn note(call: &Call<'_>, tx: &mut Tx<'_>, reply: &Record) {
    let Some(source) = source(call.operation.service) else { return };
    let newest = tx.view().under(Table::Trail, "").next().and_then(|(key, _)| key.parse::<u64>().ok());
    let number = newest.map_or(0, |key| u64::MAX - key + 1);
    let input = call.input.record();
    let things = resources::of(call.operation.name, input, reply);
    let things = things.into_iter().map(|(kind, name)| {
        Tree::Record(Record::new().with("ResourceType", kind).with("ResourceName", name))
    });
    let id = uuid(call.ids.draw(call.now));
    let event = event(call, source, &id);
    let row = Record::new()
        .with("EventId", id)
        .with("EventName", call.operation.name)
        .with("ReadOnly", "false")
        .with("AccessKeyId", &*call.caller.access_key)
        .with("EventTime", call.now)
        .with("EventSource", source)
        .with("Username", session(call.caller))
        .with("Resources", things.collect::<Vec<_>>())
        .with("CloudTrailEvent", event);
    tx.put(Table::Trail, &key(number), row);
    if let Some(old) = number.checked_sub(MOST) {
        tx.delete(Table::Trail, &key(old));
    }
}

fn key(number: u64) -> String {
    format!("{:020}", u64::MAX - number)
}

/// The service by the name that events have for it. Who assumed which role is not a change of anything.
fn source(service: &str) -> Option<&'static str> {
    match service {
        "ssm" => Some("ssm.amazonaws.com"),
        "ec2" => Some("ec2.amazonaws.com"),
        "secretsmanager" => Some("secretsmanager.amazonaws.com"),
        "tagging" => Some("tagging.amazonaws.com"),
        _ => None,
    }
}

/// The user's name, or the role session's.
fn session(caller: &Caller) -> &str {
    caller.arn.rsplit('/').next().unwrap_or(&caller.arn)
}

fn event(call: &Call<'_>, source: &str, id: &str) -> String {
    let shape = call.operation.input;
    let parameters = shape.map_or(Value::Null, |shape| structure(shape, call.input.record()));
    let time = Timestamp::from_millisecond(call.now).unwrap_or(Timestamp::UNIX_EPOCH);
    let event = json!({
        "eventVersion": "1.08",
        "userIdentity": identity(call.caller),
        "eventTime": time.strftime("%Y-%m-%dT%H:%M:%SZ").to_string(),
        "eventSource": source,
        "eventName": call.operation.name,
        "awsRegion": call.scope.region(),
        "sourceIPAddress": "127.0.0.1",
        "userAgent": call.agent,
        "requestParameters": parameters,
        "responseElements": null,
        "eventID": id,
        "readOnly": false,
        "eventType": "AwsApiCall",
        "managementEvent": true,
        "recipientAccountId": call.scope.account(),
        "eventCategory": "Management",
    });
    event.to_string()
}

fn identity(caller: &Caller) -> Value {
    let Caller { account, arn, user_id, access_key } = caller;
    let mut identity = json!({
        "type": "IAMUser",
        "principalId": user_id,
        "arn": arn,
        "accountId": account,
        "accessKeyId": access_key,
    });
    let role = arn.split_once(":assumed-role/").and_then(|(_, rest)| rest.split_once('/'));
    match role {
        Some((role, _)) => {
            let issuer = json!({
                "type": "Role",
                "principalId": user_id.split(':').next(),
                "arn": format!("arn:aws:iam::{account}:role/{role}"),
                "accountId": account,
                "userName": role,
            });
            identity["type"] = json!("AssumedRole");
            identity["sessionContext"] = json!({"sessionIssuer": issuer});
        }
        None => identity["userName"] = json!(session(caller)),
    }
    identity
}

/// A request's members under CloudTrail's spelling, and nothing of what the model calls sensitive.
fn structure(shape: ShapeRef, record: &Record) -> Value {
    let members = shape.members().iter();
    let said = members.filter_map(|member| Some((member, record.get(member.name)?)));
    Value::Object(said.map(|(member, value)| (spelt(member.name), shown(member.shape, value))).collect())
}

fn shown(shape: ShapeRef, value: &Tree) -> Value {
    if shape.secret || matches!(shape.kind, Kind::Blob) {
        return HIDDEN.into();
    }
    match (&shape.kind, value) {
        (Kind::Structure(_), Tree::Record(record)) => structure(shape, record),
        (Kind::List { member }, Tree::List(items)) => items.iter().map(|item| shown(*member, item)).collect(),
        (Kind::Map { value: inner, .. }, Tree::Map(entries)) => {
            let entries = entries.iter().map(|(key, item)| (key.to_string(), shown(*inner, item)));
            Value::Object(entries.collect::<Map<_, _>>())
        }
        (_, Tree::Bool(flag)) => json!(flag),
        (_, Tree::Integer(number)) => json!(number),
        (_, Tree::Float(number)) => json!(number),
        (_, Tree::Text(text)) => json!(text),
        (_, Tree::List(_) | Tree::Record(_) | Tree::Map(_)) => Value::Null,
    }
}

fn spelt(name: &str) -> String {
    let mut letters = name.chars();
    letters.next().map_or(String::new(), |first| first.to_lowercase().chain(letters).collect())
}
