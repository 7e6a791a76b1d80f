//! The forms of files that programs read, and whether a file has its form.

use std::fs;
use std::path::Path;

use serde_json::{Value, json};

/// What a run prints for programs has its form, whoever asked for it and whatever for.
#[track_caller]
pub fn has_its_form(arguments: &[&str], out: &str) {
    let json = arguments.windows(2).any(|two| two == ["--format", "json"]);
    if !json || out.is_empty() {
        return;
    }
    let commands = ["plan", "show", "drift", "validate", "apply", "destroy", "sites"];
    match arguments.iter().find(|argument| commands.contains(argument)) {
        // `show` reads results too.
        Some(&"show") if !out.contains("\"resource_changes\"") => drop(has_form("result", out)),
        Some(&("plan" | "show")) => reads_as_terraforms(&has_form("plan-output", out)),
        Some(&"drift") => drop(has_form("drift", out)),
        Some(&"sites") => drop(has_form("sites", out)),
        Some(&"validate") => drop(has_form("findings", out)),
        Some(&("apply" | "destroy")) => out.lines().for_each(line_has_its_form),
        Some(_) | None => {}
    }
}

/// What a reader of Terraform's plans leans on, of each change and of each that drifted.
#[track_caller]
fn reads_as_terraforms(plan: &Value) {
    for one in ["resource_changes", "resource_drift"].iter().flat_map(|list| plan[list].as_array()).flatten()
    {
        let change = &one["change"];
        let actions: Vec<_> =
            change["actions"].as_array().expect("a list").iter().map(Value::as_str).collect();
        let there = (!change["before"].is_null(), !change["after"].is_null());
        let fits = match actions[..] {
            [Some("create")] => there == (false, true),
            [Some("delete" | "forget")] => there == (true, false),
            [Some("update" | "no-op")] => there == (true, true),
            [Some("delete"), Some("create")] | [Some("create"), Some("delete")] => there == (true, true),
            _ => false,
        };
        assert!(fits, "{one:#}");
        assert!(marks(&change["before"], &change["before_sensitive"]), "{one:#}");
        assert!(marks(&change["after"], &change["after_sensitive"]), "{one:#}");
    }
}

/// Whether what is marked as secret is shown nowhere: there the value is `null`.
fn marks(value: &Value, marked: &Value) -> bool {
    match marked {
        Value::Bool(secret) => !secret || value.is_null(),
        Value::Object(places) => places.iter().all(|(place, mark)| marks(&value[place], mark)),
        Value::Array(items) => items.iter().enumerate().all(|(at, mark)| marks(&value[at], mark)),
        Value::Null | Value::Number(_) | Value::String(_) => false,
    }
}

#[track_caller]
fn line_has_its_form(line: &str) {
    let line = has_form("line", line);
    if let Some(refusal) = line.get("refusal") {
        has_form("refusal", &refusal.to_string());
    }
    if let Some(outcome) = line.get("outcome") {
        fits(json!({ "$ref": "#/$defs/site", "$defs": form("result")["$defs"] }), outcome);
    }
}

/// Whether a text has the form of a schema, such as `plan` or `result`, and says nothing that the schema does
/// not know: schemas are open, so that later files fit them, but ours must describe all that we write.
#[track_caller]
pub fn has_form(name: &str, text: &str) -> Value {
    let value: Value = serde_json::from_str(text).expect("JSON");
    fits(form(name), &value);
    value
}

fn form(name: &str) -> Value {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(format!("schema/json/{name}.json"));
    serde_json::from_str(&fs::read_to_string(path).expect("a schema")).expect("JSON")
}

#[track_caller]
fn fits(mut schema: Value, value: &Value) {
    close(&mut schema);
    let validator = jsonschema::validator_for(&schema).expect("a schema");
    let errors: Vec<String> =
        validator.iter_errors(value).map(|error| format!("{}: {error}", error.instance_path())).collect();
    assert!(errors.is_empty(), "{errors:#?}\n{value:#}");
}

fn close(schema: &mut Value) {
    match schema {
        Value::Object(map) => {
            if map.contains_key("properties") && map.get("type") == Some(&json!("object")) {
                map.insert("additionalProperties".into(), json!(false));
            }
            map.values_mut().for_each(close);
        }
        Value::Array(items) => items.iter_mut().for_each(close),
        _ => {}
    }
}
