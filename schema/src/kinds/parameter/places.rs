//! Where each field of a parameter was written.

use crate::node::{Entry, Node, Value};
use crate::source::Span;

/// The places of a parameter's fields, for findings and for the plan's `file:line`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Places {
    entry: Span,
    fields: Vec<(String, Span)>,
}

impl Places {
    /// The place of a state's field, such as `value` or `tags.Environment`: the field's own, or
    /// else that of what holds it, or else the entry's key.
    pub fn of_field(&self, path: &str) -> Span {
        let mut path = path;
        loop {
            if let Some((_, span)) = self.fields.iter().find(|(field, _)| field == path) {
                return *span;
            }
            match path.rsplit_once('.') {
                Some((outer, _)) => path = outer,
                None => return self.entry,
            }
        }
    }

    /// The parameter's key.
    pub fn key(&self) -> Span {
        self.entry
    }

    /// What a hierarchy says for all of its parameters.
    pub(super) fn above(spec: &Node) -> Self {
        let mut fields = Vec::new();
        for entry in spec.entries() {
            match entry.key.text.as_str() {
                "tags" => fields.extend(tags(entry)),
                "keyId" => fields.push(("keyId".to_owned(), entry.value.span)),
                _ => {}
            }
        }
        Self { entry: spec.head(), fields }
    }

    /// An entry's own fields before those from above.
    pub(super) fn of(entry: &Entry, above: &Self) -> Self {
        let mut fields = Vec::new();
        match &entry.value.value {
            Value::Scalar(_) | Value::List(_) => fields.push(("value".to_owned(), entry.value.span)),
            Value::Map(own) => {
                for field in own {
                    match field.key.text.as_str() {
                        "tags" => fields.extend(tags(field)),
                        "valueFrom" | "manage" => {
                            fields.push(("value".to_owned(), field.key.span.to(field.value.span)));
                        }
                        name => fields.push((name.to_owned(), field.value.span)),
                    }
                }
            }
        }
        fields.extend(above.fields.iter().cloned());
        Self { entry: entry.key.span, fields }
    }
}

fn tags(entry: &Entry) -> impl Iterator<Item = (String, Span)> {
    let tags = entry.value.entries().iter();
    tags.map(|tag| (format!("tags.{}", tag.key.text), tag.key.span.to(tag.value.span)))
}
