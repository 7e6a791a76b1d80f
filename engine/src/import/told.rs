//! A spec's tree → what is written of it: its fields in their own order, without what goes without saying.

use schema::Tree;
use schema::reference;
use schema::shape::{FieldForm, Form, Need, RecordForm};
use schema::tree::Name;

use super::yaml::{Layout, Out};
use crate::tree::equal;

/// What is written of a spec, by its form.
pub(super) fn told(tree: &Tree, form: &Form) -> Out {
    match (tree, form) {
        (tree, Form::Optional(inner) | Form::Class(_, inner)) => told(tree, inner),
        (tree, Form::Any(forms)) => any(tree, forms),
        (Tree::Map(map), Form::Record(record)) => fields(map, record),
        (Tree::Map(map), Form::Map(inner)) => {
            let entry = |(key, value): (&Name, &Tree)| (key.to_string(), told(value, inner));
            let layout = if is_deep(inner) { Layout::Lines } else { Layout::Inline };
            Out::Map(map.iter().map(entry).collect(), layout)
        }
        (Tree::List(items) | Tree::Set(items), Form::List(inner) | Form::Set(inner)) => {
            Out::List(items.iter().map(|item| told(item, inner)).collect())
        }
        (tree, _) => plain(tree),
    }
}

/// One of several forms: what is one text may stand alone where a list of one means the same.
fn any(tree: &Tree, forms: &[Form]) -> Out {
    let text = || forms.iter().any(|form| matches!(form, Form::Text(_) | Form::Words(_)));
    match tree {
        Tree::List(items) | Tree::Set(items) => match &items[..] {
            [one] if text() => plain(one),
            items => Out::List(items.iter().map(plain).collect()),
        },
        Tree::Map(map) => {
            let holds = |record: &&RecordForm| {
                map.keys().all(|key| record.fields.iter().any(|field| field.name == key.as_ref()))
            };
            match forms.iter().flat_map(records).find(holds) {
                Some(record) => fields(map, record),
                None => match forms.iter().find(|form| matches!(form, Form::Map(_))) {
                    Some(form) => told(tree, form),
                    None => plain(tree),
                },
            }
        }
        _ => plain(tree),
    }
}

fn records(form: &Form) -> Vec<&RecordForm> {
    match form {
        Form::Record(record) => vec![record],
        Form::Any(forms) => forms.iter().flat_map(records).collect(),
        Form::Optional(inner) | Form::Class(_, inner) => records(inner),
        Form::Anything
        | Form::Bool
        | Form::Integer { .. }
        | Form::Text(_)
        | Form::Words(_)
        | Form::List(_)
        | Form::Set(_)
        | Form::Map(_) => Vec::new(),
    }
}

/// A record's fields in the order of its form.
fn fields(map: &std::collections::BTreeMap<Name, Tree>, record: &RecordForm) -> Out {
    let said = |field: &FieldForm| {
        let value = map.get(field.name)?;
        let unsaid = matches!(value, Tree::Undeclared) || is_default(value, &field.need);
        (!unsaid).then(|| (field.name.to_owned(), told(value, &field.form)))
    };
    let entries: Vec<(String, Out)> = record.fields.iter().filter_map(said).collect();
    let short = |out: &Out| matches!(out, Out::Text(_) | Out::Literal(_));
    let lists = entries.iter().all(|(_, out)| matches!(out, Out::List(_)));
    let few = entries.len() <= 2 && entries.iter().all(|(_, out)| short(out));
    let layout = if lists || few { Layout::Inline } else { Layout::Lines };
    Out::Map(entries, layout)
}

/// Whether what is not written means the same.
fn is_default(value: &Tree, need: &Need) -> bool {
    match need {
        Need::Optional(Some(default)) => equal(default, value),
        Need::Optional(None) | Need::Required | Need::Chosen => false,
    }
}

/// Whether the values of a map have fields of their own.
fn is_deep(form: &Form) -> bool {
    match form {
        Form::Record(_) => true,
        Form::Any(forms) => forms.iter().any(is_deep),
        Form::Optional(inner) | Form::Class(_, inner) => is_deep(inner),
        Form::Anything
        | Form::Bool
        | Form::Integer { .. }
        | Form::Text(_)
        | Form::Words(_)
        | Form::List(_)
        | Form::Set(_)
        | Form::Map(_) => false,
    }
}

fn plain(tree: &Tree) -> Out {
    match tree {
        Tree::Undeclared | Tree::Secret(_) => Out::Text(String::new()),
        Tree::Bool(value) => Out::Literal(value.to_string()),
        Tree::Number(number) => Out::Literal(number.to_string()),
        Tree::Text(text) => Out::Text(written(text)),
        Tree::List(items) | Tree::Set(items) => Out::List(items.iter().map(plain).collect()),
        Tree::Map(map) => {
            Out::Map(map.iter().map(|(key, tree)| (key.to_string(), plain(tree))).collect(), Layout::Inline)
        }
    }
}

/// A text as a manifest says it: references as they are written, and what only looks like one escaped.
fn written(text: &str) -> String {
    reference::written(&text.replace("${", "$${"))
}
