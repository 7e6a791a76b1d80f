//! A refusal for programs.

use engine::plan::{Objection, Refusal};
use serde_json::{Value, json};

use super::objection::said;
use crate::render::drift::rival;

/// The version of the form. A major step breaks readers, a minor one only adds.
const FORMAT: &str = "1.0";

/// Every objection as one JSON object.
pub fn json(refusal: &Refusal) -> String {
    let objections: Vec<Value> = refusal.objections.iter().map(one).collect();
    crate::render::text(&json!({ "format_version": FORMAT, "refused": true, "objections": objections }))
}

fn one(objection: &Objection) -> Value {
    let words = said(objection);
    let mut value = json!({ "code": words.code, "message": words.what, "help": words.help });
    match objection {
        Objection::Conflict(conflict) => {
            value["address"] = json!(conflict.address);
            value["rival"] = rival(&conflict.rival);
            value["source"] = json!({ "file": conflict.location.path, "line": conflict.location.line });
        }
        Objection::TooManyDeletes { deletes, allowed, limit: _ } => {
            value["deletes"] = json!(deletes);
            value["allowed"] = json!(allowed);
        }
        Objection::Protected(address, action) => {
            value["address"] = json!(address);
            value["action"] = json!(action);
        }
        Objection::Incomplete(what) => value["unreadable"] = json!(what),
        Objection::Withheld => {}
        Objection::Empty(deletes) => value["deletes"] = json!(deletes),
    }
    value
}
