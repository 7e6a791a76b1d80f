//! JSON Schema, draft 2020-12, for editors.
//!
//! It accepts what the reader accepts: a text may be written as a number, and `${…}` may stand
//! for any scalar, since its value is not known before a site is.

use serde_json::{Map, Value, json};

use crate::shape::{Choice, Class, FieldForm, Form, Need, RecordForm, TextForm};
use crate::tree::Tree;

/// A text that holds `${…}`.
const INTERPOLATED: &str = r"\$\{";

/// The schema of a form.
pub fn json_schema(form: &Form) -> Value {
    match form {
        Form::Anything => json!({}),
        Form::Bool => json!({"anyOf": [{"type": "boolean"}, pattern("^([Tt]rue|TRUE|[Ff]alse|FALSE)$")]}),
        Form::Integer { least, most } => integer(*least, *most),
        Form::Text(text) => scalar(*text),
        Form::Words(words) => json!({"anyOf": [{"enum": words}, interpolated()]}),
        Form::List(inner) => json!({"type": "array", "items": json_schema(inner)}),
        Form::Set(inner) => json!({"type": "array", "items": json_schema(inner)}),
        Form::Map(inner) => json!({"type": "object", "additionalProperties": json_schema(inner)}),
        Form::Record(record) => object(record),
        Form::Any(forms) => json!({"anyOf": forms.iter().map(json_schema).collect::<Vec<_>>()}),
        Form::Optional(inner) | Form::Class(_, inner) => json_schema(inner),
    }
}

fn interpolated() -> Value {
    json!({"type": "string", "pattern": INTERPOLATED})
}

fn pattern(pattern: &str) -> Value {
    json!({"type": "string", "pattern": format!("{pattern}|{INTERPOLATED}")})
}

fn integer(least: i64, most: i64) -> Value {
    let mut number = Map::from_iter([("type".to_owned(), json!("integer"))]);
    if least != i64::MIN {
        number.insert("minimum".to_owned(), json!(least));
    }
    if most != i64::MAX {
        number.insert("maximum".to_owned(), json!(most));
    }
    json!({"anyOf": [number, pattern("^-?[0-9]+$")]})
}

fn scalar(text: TextForm) -> Value {
    match text.pattern {
        None => json!({"type": ["string", "number", "boolean"]}),
        Some(written) => json!({"anyOf": [{"type": "number"}, pattern(written)]}),
    }
}

fn object(record: &RecordForm) -> Value {
    let RecordForm { fields, choices } = record;
    let written = fields.iter().filter(|field| !matches!(field.form, Form::Class(Class::Volatile, _)));
    let properties: Map<_, _> =
        written.clone().map(|field| (field.name.to_owned(), property(field))).collect();
    let required: Vec<_> =
        written.filter(|field| matches!(field.need, Need::Required)).map(|field| field.name).collect();
    let mut schema = json!({"type": "object", "additionalProperties": false, "properties": properties});
    if !required.is_empty() {
        schema["required"] = json!(required);
    }
    if !choices.is_empty() {
        schema["allOf"] = choices.iter().map(choice).collect();
    }
    schema
}

fn property(field: &FieldForm) -> Value {
    let mut schema = json_schema(&field.form);
    schema["description"] = json!(field.doc);
    if let Need::Optional(Some(tree)) = &field.need {
        schema["default"] = plain(tree);
    }
    schema
}

fn choice(choice: &Choice) -> Value {
    let alone = choice.names.iter().map(|name| json!({"required": [name]}));
    let mut branches: Vec<_> = alone.collect();
    if choice.may_be_none {
        branches.push(json!({"not": {"anyOf": branches.clone()}}));
    }
    json!({"oneOf": branches})
}

/// A default as JSON. Defaults are never secret.
fn plain(tree: &Tree) -> Value {
    match tree {
        Tree::Undeclared | Tree::Secret(_) => Value::Null,
        Tree::Bool(value) => json!(value),
        Tree::Number(number) => json!(number),
        Tree::Text(text) => json!(text),
        Tree::List(items) | Tree::Set(items) => items.iter().map(plain).collect(),
        Tree::Map(map) => map.iter().map(|(key, value)| (key.to_string(), plain(value))).collect(),
    }
}
