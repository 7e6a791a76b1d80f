//! What the steps of a runbook refer to as `{{ Name }}`: parameters that it declares.

use serde_json::Value;

/// Refuses a reference to a parameter that is not declared. What a script's text holds may be the script's own.
pub(super) fn check(content: &Value) -> Result<(), String> {
    let declared = content.get("parameters");
    let is_declared = |name: &str| declared.is_some_and(|declared| declared.get(name).is_some());
    let steps = content.get("mainSteps").unwrap_or(&Value::Null);
    match undeclared(steps, &is_declared) {
        Some(name) => Err(format!("Parameter \"{name}\" is not declared.")),
        None => Ok(()),
    }
}

fn undeclared<'a>(value: &'a Value, is_declared: &dyn Fn(&str) -> bool) -> Option<&'a str> {
    match value {
        Value::String(text) => names(text).find(|name| !is_declared(name)),
        Value::Array(items) => items.iter().find_map(|item| undeclared(item, is_declared)),
        Value::Object(members) => {
            let read = members.iter().filter(|(key, _)| *key != "Script");
            read.map(|(_, member)| member).find_map(|member| undeclared(member, is_declared))
        }
        Value::Null | Value::Bool(_) | Value::Number(_) => None,
    }
}

/// The plain names between double braces: not outputs of steps, nor what other words lead to.
fn names(text: &str) -> impl Iterator<Item = &str> {
    let inner =
        text.split("{{").skip(1).filter_map(|rest| rest.split_once("}}")).map(|(inner, _)| inner.trim());
    inner.filter(|name| !name.is_empty() && name.bytes().all(|byte| byte.is_ascii_alphanumeric()))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn plain_names_are_declared() {
        let of = |text: &str| {
            let step = json!({"name": "a", "inputs": {"b": [text], "Script": "{{ Unknown }}"}});
            check(&json!({"parameters": {"Known": {"type": "String"}}, "mainSteps": [step]}))
        };
        for text in
            ["{{Known}} {{ Known }}", "{{ step.Output }}", "{{ global:DATE }}", "{{ a b }}", "{{", "x"]
        {
            assert_eq!(of(text), Ok(()), "{text}");
        }
        assert_eq!(of("{{ Known }} {{ Other }}"), Err("Parameter \"Other\" is not declared.".to_owned()));
    }
}
