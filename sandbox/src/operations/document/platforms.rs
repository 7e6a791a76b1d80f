//! The platforms that a document is for, as AWS derives them from its steps.

use serde_json::Value;

/// Every platform, in the order in which replies show them.
const ALL: &[&str] = &["Windows", "Linux", "MacOS"];

/// The platforms of a document of a type with these steps.
pub(super) fn of(document_type: &str, content: &Value) -> Vec<&'static str> {
    if document_type != "Command" {
        return if document_type == "ChangeCalendar" { Vec::new() } else { ALL.to_vec() };
    }
    let steps = content.get("mainSteps").and_then(Value::as_array).map(Vec::as_slice).unwrap_or_default();
    let of_steps = steps.iter().map(of_step);
    let config = content.get("runtimeConfig").and_then(Value::as_object);
    let of_config = config.into_iter().flatten().map(|(plugin, _)| of_action(plugin));
    let found: Vec<&str> = of_steps.chain(of_config).flatten().collect();
    ALL.iter().copied().filter(|platform| found.contains(platform)).collect()
}

/// A step's precondition says it, or else its action.
fn of_step(step: &Value) -> Vec<&'static str> {
    let condition = step.pointer("/precondition/StringEquals").and_then(Value::as_array);
    let said = condition.into_iter().flatten().filter_map(Value::as_str);
    let named: Vec<_> =
        said.filter_map(|word| ALL.iter().copied().find(|platform| *platform == word)).collect();
    if named.is_empty() {
        of_action(step.get("action").and_then(Value::as_str).unwrap_or_default())
    } else {
        named
    }
}

fn of_action(action: &str) -> Vec<&'static str> {
    match action {
        "aws:runShellScript" => vec!["Linux", "MacOS"],
        "aws:domainJoin" | "aws:applications" | "aws:psModule" | "aws:cloudWatch" => vec!["Windows"],
        _ => ALL.to_vec(),
    }
}
