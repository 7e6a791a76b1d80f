//! Rows as JSON text, for the file and for the dump.
//!
//! A record is an object; a map is `{"": {…}}`, which no record can be, so that reading gives back the same
//! tree.

use std::collections::HashSet;
use std::sync::{Mutex, OnceLock};

use serde_json::{Number, Value};

use super::{Record, Tree};
use crate::facts::{Name, facts};

/// A row's text is not what this version writes.
#[derive(Debug, thiserror::Error)]
#[error("a row holds what this version does not write: {0}")]
pub(crate) struct DecodeError(&'static str);

/// The tree as JSON.
pub(crate) fn encode(tree: &Tree) -> Value {
    match tree {
        Tree::Bool(flag) => Value::Bool(*flag),
        Tree::Integer(number) => Value::Number((*number).into()),
        Tree::Float(number) => Number::from_f64(*number).map_or(Value::Null, Value::Number),
        Tree::Text(text) => Value::String(text.to_string()),
        Tree::List(items) => Value::Array(items.iter().map(encode).collect()),
        Tree::Record(record) => {
            Value::Object(record.iter().map(|(name, value)| (name.to_owned(), encode(value))).collect())
        }
        Tree::Map(entries) => {
            let entries = entries.iter().map(|(key, value)| (key.to_string(), encode(value)));
            Value::Object([(String::new(), Value::Object(entries.collect()))].into_iter().collect())
        }
    }
}

/// The tree that `encode` wrote.
pub(crate) fn decode(value: Value) -> Result<Tree, DecodeError> {
    Ok(match value {
        Value::Null => return Err(DecodeError("null")),
        Value::Bool(flag) => Tree::Bool(flag),
        Value::Number(number) => match number.as_i64() {
            Some(whole) => Tree::Integer(whole),
            None => Tree::Float(number.as_f64().ok_or(DecodeError("a number past 64 bits"))?),
        },
        Value::String(text) => Tree::Text(text.into()),
        Value::Array(items) => Tree::List(items.into_iter().map(decode).collect::<Result<_, _>>()?),
        Value::Object(mut members) => match members.remove("") {
            Some(Value::Object(entries)) => Tree::Map(
                entries
                    .into_iter()
                    .map(|(key, value)| Ok((key.into(), decode(value)?)))
                    .collect::<Result<_, _>>()?,
            ),
            Some(_) => return Err(DecodeError("a map that is no map")),
            None => Tree::Record(
                members
                    .into_iter()
                    .map(|(name, value)| Ok((name_of(&name), decode(value)?)))
                    .collect::<Result<Record, _>>()?,
            ),
        },
    })
}

/// The name with the life of the program. What the table does not know is one of the few names that rows
/// have beyond it, so what is leaked is bounded by this crate's text.
fn name_of(name: &str) -> Name {
    if let Some(known) = facts().name(name) {
        return known;
    }
    static OWN: OnceLock<Mutex<HashSet<Name>>> = OnceLock::new();
    let mut own = OWN.get_or_init(Mutex::default).lock().expect("nothing panics while the names are locked");
    match own.get(name) {
        Some(known) => known,
        None => {
            let name: Name = Box::leak(name.into());
            own.insert(name);
            name
        }
    }
}
