//! A reply as JSON, member by member of its shape.

use serde::ser::{Error, Serialize, SerializeMap, SerializeSeq, Serializer};

use crate::facts::{Kind, ShapeRef};
use crate::tree::{Record, Tree};

/// A record seen through its shape.
pub(super) struct Shaped<'a>(pub(super) ShapeRef, pub(super) &'a Record);

struct Value<'a>(ShapeRef, &'a Tree);

impl Serialize for Shaped<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(None)?;
        for member in self.0.members() {
            if let Some(value) = self.1.get(member.name) {
                map.serialize_entry(member.name, &Value(member.shape, value))?;
            }
        }
        map.end()
    }
}

impl Serialize for Value<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match (&self.0.kind, self.1) {
            (Kind::Structure(_), Tree::Record(record)) => Shaped(self.0, record).serialize(serializer),
            (Kind::List { member }, Tree::List(items)) => {
                let mut list = serializer.serialize_seq(Some(items.len()))?;
                items.iter().try_for_each(|item| list.serialize_element(&Value(*member, item)))?;
                list.end()
            }
            (Kind::Map { value, .. }, Tree::Map(entries)) => {
                let mut map = serializer.serialize_map(Some(entries.len()))?;
                entries
                    .iter()
                    .try_for_each(|(key, item)| map.serialize_entry(&**key, &Value(*value, item)))?;
                map.end()
            }
            (Kind::Timestamp, Tree::Integer(milliseconds)) => match milliseconds % 1000 {
                0 => serializer.serialize_i64(milliseconds / 1000),
                _ => serializer.serialize_f64(*milliseconds as f64 / 1000.0),
            },
            (_, Tree::Bool(flag)) => serializer.serialize_bool(*flag),
            (_, Tree::Integer(number)) => serializer.serialize_i64(*number),
            (_, Tree::Float(number)) => serializer.serialize_f64(*number),
            (_, Tree::Text(text)) => serializer.serialize_str(text),
            (_, Tree::List(_) | Tree::Record(_) | Tree::Map(_)) => {
                Err(S::Error::custom(format!("a value of `{}` has another type", self.0.name)))
            }
        }
    }
}
