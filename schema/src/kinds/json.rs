//! The JSON Schema of whole documents.

use serde_json::{Value, json};

use crate::envelope::API_VERSION;
use crate::kinds::{ALL, Kind, STACK};
use crate::shape;

const DRAFT: &str = "https://json-schema.org/draft/2020-12/schema";

/// The JSON Schema of a kind's documents, `Stack` among them; `None` where there is no such kind.
pub fn json_schema(kind: &str) -> Option<Value> {
    let found = [&STACK].into_iter().chain(ALL).find(|candidate| candidate.name == kind)?;
    let mut schema = document(found);
    schema["$schema"] = json!(DRAFT);
    Some(schema)
}

/// The JSON Schema of any document: `kind` decides.
pub fn json_schema_of_all() -> Value {
    let kinds: Vec<_> = [&STACK].into_iter().chain(ALL).collect();
    let names: Vec<_> = kinds.iter().map(|kind| kind.name).collect();
    let branches: Vec<_> = kinds
        .iter()
        .map(|kind| json!({"if": {"properties": {"kind": {"const": kind.name}}}, "then": document(kind)}))
        .collect();
    json!({
        "$schema": DRAFT,
        "title": "trueup",
        "type": "object",
        "required": ["apiVersion", "kind", "metadata", "spec"],
        "properties": {"kind": {"enum": names}},
        "allOf": branches,
    })
}

fn document(kind: &Kind) -> Value {
    let mut metadata = shape::json_schema(&(kind.metadata)());
    metadata["description"] = json!("What the document says of itself.");
    let mut spec = shape::json_schema(&(kind.spec)());
    spec["description"] = json!(format!("{}.", kind.summary));
    json!({
        "title": kind.name,
        "description": kind.summary,
        "type": "object",
        "additionalProperties": false,
        "required": ["apiVersion", "kind", "metadata", "spec"],
        "properties": {
            "apiVersion": {"const": API_VERSION, "description": "The version of the language."},
            "kind": {"const": kind.name, "description": "What the document describes."},
            "metadata": metadata,
            "spec": spec,
        },
    })
}
