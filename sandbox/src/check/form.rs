//! A form's fields by their shape: types only.

use std::borrow::Cow;
use std::collections::BTreeMap;

use super::types::{Typed, WrongType};
use crate::facts::{Kind, Member, Shape, ShapeRef};
use crate::tree::{Record, Tree};

/// How a form names what lies inside something else.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Dialect {
    /// The query protocol's: lists are `Name.member.1`.
    Query,
    /// EC2's: names on the wire with a large first letter, lists are `Name.1`.
    Ec2,
}

impl Dialect {
    fn name(self, member: &Member) -> Cow<'static, str> {
        match self {
            Dialect::Query => member.name.into(),
            Dialect::Ec2 => upper_first(member.wire.unwrap_or(member.name)).into(),
        }
    }

    fn item(self, inner: &str, at: usize) -> String {
        match self {
            Dialect::Query => format!("{inner}member.{at}"),
            Dialect::Ec2 => format!("{inner}{at}"),
        }
    }
}

fn upper_first(name: &str) -> String {
    let (first, rest) = name.split_at(name.len().min(1));
    first.to_ascii_uppercase() + rest
}

/// Reads the fields of a form by its shape.
pub(crate) fn from_form(
    shape: ShapeRef,
    fields: &BTreeMap<String, String>,
    dialect: Dialect,
) -> Typed<Record> {
    Form { fields, dialect }.structure(shape, "")
}

struct Form<'a> {
    fields: &'a BTreeMap<String, String>,
    dialect: Dialect,
}

impl Form<'_> {
    fn structure(&self, shape: ShapeRef, prefix: &str) -> Typed<Record> {
        let mut record = Record::new();
        for member in shape.members() {
            let name = format!("{prefix}{}", self.dialect.name(member));
            if let Some(value) = self.tree(member.shape, &name)? {
                record.set(member.name, value);
            }
        }
        Ok(record)
    }

    fn holds(&self, prefix: &str) -> bool {
        let mut from = self.fields.range(prefix.to_owned()..);
        from.next().is_some_and(|(field, _)| field.starts_with(prefix))
    }

    fn tree(&self, shape: ShapeRef, name: &str) -> Typed<Option<Tree>> {
        let inner = format!("{name}.");
        match &shape.kind {
            Kind::Structure(_) if self.holds(&inner) => {
                self.structure(shape, &inner).map(Tree::Record).map(Some)
            }
            Kind::Structure(_) => Ok(None),
            Kind::List { member } => {
                let items =
                    (1..).map_while(|at| self.tree(*member, &self.dialect.item(&inner, at)).transpose());
                let items: Vec<Tree> = items.collect::<Typed<_>>()?;
                Ok((!items.is_empty()).then_some(Tree::List(items)))
            }
            Kind::Map { value, .. } => {
                let entries = (1..).map_while(|at| {
                    let key = self.fields.get(&format!("{inner}entry.{at}.key"))?;
                    let value = self.tree(*value, &format!("{inner}entry.{at}.value")).transpose()?;
                    Some(value.map(|value| (key.as_str().into(), value)))
                });
                let entries: Vec<_> = entries.collect::<Typed<_>>()?;
                Ok((!entries.is_empty()).then_some(Tree::Map(entries)))
            }
            Kind::Text | Kind::Blob | Kind::Boolean | Kind::Integer | Kind::Long | Kind::Timestamp => {
                self.fields.get(name).map(|text| form_scalar(&shape, text)).transpose()
            }
        }
    }
}

fn form_scalar(shape: &Shape, text: &str) -> Typed<Tree> {
    let read = match shape.kind {
        Kind::Boolean => text.parse().ok().map(Tree::Bool),
        Kind::Integer | Kind::Long => text.parse().ok().map(Tree::Integer),
        Kind::Timestamp => {
            let instant = text.parse::<jiff::Timestamp>().ok();
            instant.map(|instant| Tree::Integer(instant.as_millisecond()))
        }
        Kind::Structure(_) | Kind::List { .. } | Kind::Map { .. } | Kind::Text | Kind::Blob => {
            Some(Tree::Text(text.into()))
        }
    };
    read.ok_or_else(|| WrongType(format!("`{text}` can not be read as {}", shape.name)))
}
