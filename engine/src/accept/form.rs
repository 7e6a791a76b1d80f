//! What a manifest may hold at a place, so that defaults stay unwritten.

use schema::Tree;
use schema::shape::{Form, Need, RecordForm};

use crate::tree::equal;

/// The form of a manifest's spec at a place; `None` where it is not known.
#[derive(Clone, Copy, Default)]
pub(super) struct Place<'f>(Option<&'f Form>);

impl<'f> Place<'f> {
    pub(super) fn of(form: Option<&'f Form>) -> Self {
        Self(form)
    }

    /// The place of a key.
    pub(super) fn key(self, name: &str) -> Self {
        Self(self.0.and_then(|form| key(form, name)))
    }

    /// The place of an item.
    pub(super) fn item(self) -> Self {
        Self(self.0.and_then(item))
    }

    /// Whether a value of a key is what an unwritten one means.
    pub(super) fn is_default(self, name: &str, tree: &Tree) -> bool {
        let need = self.0.and_then(record).and_then(|record| {
            record.fields.iter().find(|field| field.name == name).map(|field| &field.need)
        });
        match need {
            Some(Need::Optional(Some(default))) => equal(default, tree),
            Some(Need::Optional(None) | Need::Required | Need::Chosen) | None => false,
        }
    }
}

fn record(form: &Form) -> Option<&RecordForm> {
    match form {
        Form::Record(record) => Some(record),
        Form::Optional(inner) | Form::Class(_, inner) => record(inner),
        Form::Any(forms) => forms.iter().find_map(record),
        _ => None,
    }
}

fn key<'f>(form: &'f Form, name: &str) -> Option<&'f Form> {
    match form {
        Form::Map(inner) => Some(inner),
        Form::Record(record) => {
            record.fields.iter().find(|field| field.name == name).map(|field| &field.form)
        }
        Form::Optional(inner) | Form::Class(_, inner) => key(inner, name),
        Form::Any(forms) => forms.iter().find_map(|form| key(form, name)),
        _ => None,
    }
}

fn item(form: &Form) -> Option<&Form> {
    match form {
        Form::List(inner) | Form::Set(inner) => Some(inner),
        Form::Optional(inner) | Form::Class(_, inner) => item(inner),
        Form::Any(forms) => forms.iter().find_map(item),
        _ => None,
    }
}
