//! Types come before constraints, and only the first mistake is told.

use serde_json::{Map, Value};

use crate::facts::{Kind, ShapeRef};
use crate::tree::{Record, Tree};

/// A value of the wrong type, in the words of a SerializationException.
#[derive(Debug, PartialEq)]
pub(crate) struct WrongType(pub(crate) String);

pub(super) type Typed<T> = Result<T, WrongType>;

/// Reads a JSON body by its shape. Members that the shape lacks are ignored, `null` is the same as absent.
pub(crate) fn from_json(shape: ShapeRef, value: Value) -> Typed<Record> {
    match value {
        Value::Object(members) => structure(shape, members),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => wrong("Expected null"),
        Value::Array(_) => wrong("Start of list found where not expected"),
    }
}

fn wrong<T>(text: impl Into<String>) -> Typed<T> {
    Err(WrongType(text.into()))
}

fn structure(shape: ShapeRef, members: Map<String, Value>) -> Typed<Record> {
    let mut record = Record::new();
    for (name, value) in members {
        if let Some(member) = shape.member(&name)
            && !value.is_null()
        {
            record.set(member.name, tree(member.shape, value)?);
        }
    }
    Ok(record)
}

fn tree(shape: ShapeRef, value: Value) -> Typed<Tree> {
    match &shape.kind {
        Kind::Structure(_) => from_json(shape, value).map(Tree::Record),
        Kind::List { member } => list(*member, value),
        Kind::Map { value: inner, .. } => map(*inner, value),
        Kind::Text => text(value, "a String"),
        Kind::Blob => blob(value),
        Kind::Boolean => match value {
            Value::Bool(flag) => Ok(Tree::Bool(flag)),
            other => scalar_mistake(&other, "a Boolean"),
        },
        Kind::Integer => whole(value, "an Integer", i64::from(i32::MIN)..=i64::from(i32::MAX)),
        Kind::Long => whole(value, "a Long", i64::MIN..=i64::MAX),
        Kind::Timestamp => instant(value),
    }
}

fn list(member: ShapeRef, value: Value) -> Typed<Tree> {
    match value {
        Value::Array(items) => {
            let items = items.into_iter().map(|item| match item {
                Value::Null => wrong("NULL_VALUE can not be an item of a list"),
                item => tree(member, item),
            });
            items.collect::<Typed<_>>().map(Tree::List)
        }
        Value::Object(_) => wrong("Start of structure or map found where not expected."),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => wrong("Expected list or null"),
    }
}

fn map(inner: ShapeRef, value: Value) -> Typed<Tree> {
    match value {
        Value::Object(entries) => {
            let entries = entries.into_iter().filter(|(_, value)| !value.is_null());
            let entries = entries.map(|(key, value)| Ok((key.into(), tree(inner, value)?)));
            entries.collect::<Typed<_>>().map(Tree::Map)
        }
        Value::Array(_) => wrong("Start of list found where not expected"),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => wrong("Expected null"),
    }
}

fn text(value: Value, wanted: &str) -> Typed<Tree> {
    match value {
        Value::String(text) => Ok(Tree::Text(text.into())),
        other => scalar_mistake(&other, wanted),
    }
}

fn blob(value: Value) -> Typed<Tree> {
    match value {
        Value::String(text) if aws_smithy_types::base64::decode(&text).is_ok() => Ok(Tree::Text(text.into())),
        Value::String(_) => wrong("STRING_VALUE can not be converted to a Blob"),
        other => scalar_mistake(&other, "a Blob"),
    }
}

fn whole(value: Value, wanted: &str, range: std::ops::RangeInclusive<i64>) -> Typed<Tree> {
    match &value {
        Value::Number(number) => {
            let whole = number.as_i64().or_else(|| number.as_f64().and_then(without_fraction));
            match whole.filter(|number| range.contains(number)) {
                Some(number) => Ok(Tree::Integer(number)),
                None => wrong(format!("NUMBER_VALUE can not be converted to {wanted}")),
            }
        }
        other => scalar_mistake(other, wanted),
    }
}

/// Clients in languages without integers write `10.0`.
fn without_fraction(number: f64) -> Option<i64> {
    let exact = number.fract() == 0.0 && number.abs() < 9e15;
    exact.then_some(number as i64)
}

fn instant(value: Value) -> Typed<Tree> {
    match value.as_f64() {
        Some(seconds) => Ok(Tree::Integer((seconds * 1000.0).round() as i64)),
        None => scalar_mistake(&value, "a Timestamp"),
    }
}

fn scalar_mistake(value: &Value, wanted: &str) -> Typed<Tree> {
    let found = match value {
        Value::Object(_) => return wrong("Start of structure or map found where not expected."),
        Value::Array(_) => return wrong("Start of list found where not expected"),
        Value::Null => "NULL_VALUE",
        Value::Bool(true) => "TRUE_VALUE",
        Value::Bool(false) => "FALSE_VALUE",
        Value::Number(_) => "NUMBER_VALUE",
        Value::String(_) => "STRING_VALUE",
    };
    wrong(format!("{found} can not be converted to {wanted}"))
}
