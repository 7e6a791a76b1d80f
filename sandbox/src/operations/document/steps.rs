//! The rules of a document's steps.

use std::collections::BTreeSet;
use std::sync::OnceLock;

use serde_json::{Map, Value};

/// What a step may do in a document of this type; `None` where the type has no list.
fn actions(document_type: &str) -> Option<&'static BTreeSet<&'static str>> {
    static ACTIONS: OnceLock<Vec<(&str, BTreeSet<&str>)>> = OnceLock::new();
    let all = ACTIONS.get_or_init(|| {
        let lines = include_str!("../../../model/actions.txt").lines();
        let lines = lines.filter(|line| !line.is_empty() && !line.starts_with('#'));
        let read = |line: &'static str| {
            let mut words = line.split(' ');
            (words.next().expect("a line names a type"), words.collect())
        };
        lines.map(read).collect()
    });
    // A change template is an Automation document in all but its name.
    let name = if document_type == "Automation.ChangeTemplate" { "Automation" } else { document_type };
    all.iter().find(|(of, _)| *of == name).map(|(_, actions)| actions)
}

/// Checks `mainSteps`, which is a list of steps with a name and an action each.
pub(super) fn check(document_type: &str, content: &Value) -> Result<(), String> {
    let steps = content.get("mainSteps").and_then(Value::as_array);
    let steps = steps.filter(|steps| !steps.is_empty()).ok_or("The document has no steps in mainSteps")?;
    let mut names = BTreeSet::new();
    for (at, step) in steps.iter().enumerate() {
        let Some(step) = step.as_object() else { return Err(format!("Step {} is no map", at + 1)) };
        let name = member(step, "name", at)?;
        let action = member(step, "action", at)?;
        if !formed(name) {
            return Err(format!("The step name {name} has characters that are not allowed"));
        }
        if !names.insert(name) {
            return Err(format!("Two steps are named {name}"));
        }
        if actions(document_type).is_some_and(|known| !known.contains(action)) {
            return Err(format!("The action {action} of step {name} is not supported"));
        }
        if step.get("isEnd") == Some(&Value::Bool(true)) && step.contains_key("nextStep") {
            return Err(format!("The step {name} is an end and names a next step"));
        }
        if let Some(inputs) = step.get("inputs").filter(|_| action == "aws:branch") {
            check_operands(name, inputs)?;
        }
    }
    Ok(())
}

/// What joins conditions joins two at least, wherever in a branch it stands.
fn check_operands(step: &str, value: &Value) -> Result<(), String> {
    match value {
        Value::Array(items) => items.iter().try_for_each(|item| check_operands(step, item)),
        Value::Object(members) => {
            for operator in ["And", "Or"] {
                let operands = members.get(operator).and_then(Value::as_array).map(Vec::len);
                if let Some(operands) = operands.filter(|operands| *operands < 2) {
                    // The spelling is AWS's.
                    return Err(format!(
                        "Expect at lease two expressions for operator: {operator} in step: {step}. Provided: {operands}"
                    ));
                }
            }
            members.values().try_for_each(|member| check_operands(step, member))
        }
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => Ok(()),
    }
}

/// Checks `runtimeConfig` of schema 1.2: plugins by name, each with properties.
pub(super) fn check_config(content: &Value) -> Result<(), String> {
    let config = content.get("runtimeConfig").and_then(Value::as_object);
    let config = config.filter(|config| !config.is_empty()).ok_or("The document has no runtimeConfig")?;
    let known = actions("Command");
    match config.keys().find(|plugin| known.is_some_and(|known| !known.contains(plugin.as_str()))) {
        Some(plugin) => Err(format!("The plugin {plugin} is not supported")),
        None => Ok(()),
    }
}

fn member<'a>(step: &'a Map<String, Value>, name: &str, at: usize) -> Result<&'a str, String> {
    let value = step.get(name).and_then(Value::as_str);
    value.filter(|text| !text.is_empty()).ok_or_else(|| format!("Step {} has no {name}", at + 1))
}

fn formed(name: &str) -> bool {
    name.len() <= 128
        && name.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-' | b'.'))
}
