//! The field table: what a kind's reference page and the plan know of each field.

use crate::shape::{Change, Class, FieldForm, Form, Need, RecordForm, Shape, quoted};
use crate::tree::Tree;

/// One field of a kind.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FieldRow {
    /// Its place, `policies[].expiration`; `*` is the author's own key.
    pub path: String,
    /// How it is compared where nobody wrote it.
    pub class: Class,
    /// What it is for.
    pub doc: &'static str,
    /// What it may be, in words.
    pub words: String,
    /// How its items are matched, where it has items.
    pub items: Option<Items>,
    /// What stands for it unwritten; `None` where nothing does.
    pub default: Option<String>,
    /// Whether it has to be written.
    pub required: bool,
    /// How AWS takes a new value.
    pub change: Change,
}

/// How the items of a field are matched with those that AWS holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Items {
    /// In their order.
    Ordered,
    /// In any order.
    Set,
    /// By their keys.
    Keyed,
}

impl Items {
    /// What people call it.
    pub fn words(self) -> &'static str {
        match self {
            Self::Ordered => "ordered",
            Self::Set => "set",
            Self::Keyed => "keyed",
        }
    }
}

/// Every field of a type, outer ones first.
pub fn field_table<T: Shape>() -> Vec<FieldRow> {
    fields_of(&T::form())
}

/// Every field of a form, outer ones first.
pub fn fields_of(form: &Form) -> Vec<FieldRow> {
    let mut rows = Vec::new();
    walk("", form, &mut rows);
    rows
}

fn walk(path: &str, form: &Form, rows: &mut Vec<FieldRow>) {
    match form {
        Form::Anything | Form::Bool | Form::Integer { .. } | Form::Text(_) | Form::Words(_) => {}
        Form::List(inner) | Form::Set(inner) => walk(&format!("{path}[]"), inner, rows),
        Form::Map(inner) => walk(&joined(path, "*"), inner, rows),
        Form::Optional(inner) | Form::Class(_, inner) => walk(path, inner, rows),
        Form::Any(forms) => forms.iter().for_each(|form| walk(path, form, rows)),
        Form::Record(RecordForm { fields, .. }) => {
            for field in fields {
                let path = joined(path, field.name);
                rows.push(row(&path, field));
                walk(&path, &field.form, rows);
            }
        }
    }
}

fn joined(path: &str, name: &str) -> String {
    if path.is_empty() { name.to_owned() } else { format!("{path}.{name}") }
}

fn row(path: &str, field: &FieldForm) -> FieldRow {
    let FieldForm { name: _, doc, form, need, change } = field;
    let default = match need {
        Need::Optional(Some(tree)) => Some(shown(tree)),
        Need::Optional(None) | Need::Required | Need::Chosen => None,
    };
    FieldRow {
        path: path.to_owned(),
        class: class(form),
        doc,
        words: words(form),
        items: items(form),
        default,
        required: matches!(need, Need::Required),
        change: *change,
    }
}

fn class(form: &Form) -> Class {
    match form {
        Form::Class(class, _) => *class,
        Form::Optional(inner) => class(inner),
        Form::Anything
        | Form::Bool
        | Form::Integer { .. }
        | Form::Text(_)
        | Form::Words(_)
        | Form::List(_)
        | Form::Set(_)
        | Form::Map(_)
        | Form::Record(_)
        | Form::Any(_) => Class::Declared,
    }
}

/// A shorthand beside the whole, such as one value for a list of one, does not change how items
/// are matched.
fn items(form: &Form) -> Option<Items> {
    match form {
        Form::List(_) => Some(Items::Ordered),
        Form::Set(_) => Some(Items::Set),
        Form::Map(_) => Some(Items::Keyed),
        Form::Optional(inner) | Form::Class(_, inner) => items(inner),
        Form::Any(forms) => forms.iter().find_map(items),
        Form::Anything
        | Form::Bool
        | Form::Integer { .. }
        | Form::Text(_)
        | Form::Words(_)
        | Form::Record(_) => None,
    }
}

/// What a form is, in words.
fn words(form: &Form) -> String {
    match form {
        Form::Anything => "anything".to_owned(),
        Form::Bool => "`true` or `false`".to_owned(),
        Form::Integer { .. } => "whole number".to_owned(),
        Form::Text(text) => text.words.to_owned(),
        Form::Words(words) => quoted(words),
        Form::List(inner) => format!("list of {}", words(inner)),
        Form::Set(inner) => format!("set of {}", words(inner)),
        Form::Map(inner) => format!("map of {}", words(inner)),
        Form::Record(_) => "map".to_owned(),
        Form::Any(forms) => forms.iter().map(words).collect::<Vec<_>>().join(" or "),
        Form::Optional(inner) | Form::Class(_, inner) => words(inner),
    }
}

/// A default as people write it.
fn shown(tree: &Tree) -> String {
    match tree {
        Tree::Undeclared | Tree::Secret(_) => String::new(),
        Tree::Bool(value) => value.to_string(),
        Tree::Number(number) => number.to_string(),
        Tree::Text(text) => text.clone(),
        Tree::List(items) | Tree::Set(items) => {
            format!("[{}]", items.iter().map(shown).collect::<Vec<_>>().join(", "))
        }
        Tree::Map(map) => {
            let pairs = map.iter().map(|(key, value)| format!("{key}: {}", shown(value)));
            format!("{{{}}}", pairs.collect::<Vec<_>>().join(", "))
        }
    }
}
