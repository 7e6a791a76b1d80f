//! Fields that belong together, or do not.

use crate::finding::Finding;
use crate::kinds::parameter::check::all::Candidate;
use crate::kinds::parameter::check::names::check_key_id;
use crate::kinds::parameter::{ParameterType, ValueFrom, ValueSource, WrittenParameter, WrittenValue};
use crate::node::Node;
use crate::reference;
use crate::shape::Record;
use crate::source::Span;
use crate::suspicion::is_marked;

const LONGEST_DESCRIPTION: usize = 1024;

pub(super) fn check(candidate: Candidate<'_>, written: &WrittenParameter, findings: &mut Vec<Finding>) {
    check_value(candidate, written, findings);
    check_source(candidate, written, findings);
    check_type(candidate, written, findings);
    check_key(candidate, written, findings);
    let long = |text: &String| !reference::holds(text) && text.chars().count() > LONGEST_DESCRIPTION;
    if written.description.as_ref().is_some_and(long) {
        let message = "a description has at most 1024 characters";
        findings.push(Finding::error("parameter-description", candidate.place("description"), message));
    }
}

/// Exactly one thing says where the value comes from.
fn check_value(candidate: Candidate<'_>, written: &WrittenParameter, findings: &mut Vec<Finding>) {
    let key = |field: &str| candidate.entry.value.entry(field).map(|entry| entry.key.span);
    match (key("manage"), key("value"), key("valueFrom")) {
        (None, None, None) if is_partly_read(candidate) => {}
        (None, None, None) => findings.push(
            Finding::error("missing-field", candidate.key(), "this parameter has no value")
                .help("write `value` or `valueFrom`; where somebody else sets it, `manage: metadata`"),
        ),
        (Some(manage), Some(value), _) | (Some(manage), None, Some(value)) => findings.push(
            Finding::error("parameter-manage", manage, "somebody else sets this value, and a value is here")
                .also(value, "this would be it")
                .help("take one of the two out")
                .conceal(candidate.value().span),
        ),
        (None, Some(value), Some(source)) => findings.push(
            Finding::error("parameter-value-from", source, "the value is written and comes from a source")
                .also(value, "written here")
                .help("take one of the two out")
                .conceal(candidate.value().span),
        ),
        (Some(_), None, None) | (None, Some(_), None) | (None, None, Some(_)) => {}
    }
    if let (Some(_), Some(labels)) = (written.manage, key("labels")) {
        findings.push(
            Finding::error("parameter-manage", labels, "a label marks our value, and somebody else sets it")
                .help("take `labels` out"),
        );
    }
}

/// The secret itself in the place of the variable that holds it.
fn check_source(candidate: Candidate<'_>, written: &WrittenParameter, findings: &mut Vec<Finding>) {
    let Some(ValueFrom { source: ValueSource::Env(name), .. }) = &written.value_from else { return };
    let env = candidate.node("valueFrom").and_then(|from| from.entry("env"));
    if let Some(env) = env.filter(|_| is_marked(name)) {
        findings.push(inline_secret(env.key.span, &env.value));
    }
}

/// Whether a field is none that there is: it may be what would be missing.
fn is_partly_read(candidate: Candidate<'_>) -> bool {
    let known = WrittenParameter::describe().fields;
    let entries = candidate.entry.value.entries();
    entries.iter().any(|entry| known.iter().all(|field| field.name != entry.key.text))
}

/// The type is known, and the value is of it.
fn check_type(candidate: Candidate<'_>, written: &WrittenParameter, findings: &mut Vec<Finding>) {
    let unseen = written.value_from.is_some() || written.manage.is_some();
    let untyped = candidate.node("type").is_none() && unseen && written.value.is_none();
    if untyped && !is_partly_read(candidate) {
        findings.push(
            Finding::error("missing-field", candidate.key(), "the field `type` is missing").help(
                "the value is not here to say it: write `type: SecureString` for a secret, or `String`",
            ),
        );
    }
    let Some(value) = &written.value else { return };
    let node = candidate.value();
    match (written.kind(), value) {
        (ParameterType::SecureString, WrittenValue::Text(text)) if reference::holds(text) => {}
        (ParameterType::SecureString, _) => {
            let key = candidate.entry.value.entry("value").map_or(candidate.key(), |entry| entry.key.span);
            findings.push(inline_secret(key, node));
        }
        (ParameterType::String, WrittenValue::List(_)) => findings.push(
            Finding::error("parameter-type", node.head(), "a `String` holds one text, this is a list")
                .also(candidate.place("type"), "said here")
                .help("say `type: StringList`, or take `type` out"),
        ),
        (ParameterType::StringList, WrittenValue::Text(_)) => findings.push(
            Finding::error("parameter-type", node.head(), "a `StringList` holds a list, this is one text")
                .also(candidate.place("type"), "said here")
                .help("write a list, such as `[a, b]`"),
        ),
        (ParameterType::String, WrittenValue::Text(_))
        | (ParameterType::StringList, WrittenValue::List(_)) => {}
    }
}

/// It points at the key: even the length of a secret is one.
fn inline_secret(key: Span, node: &Node) -> Finding {
    Finding::error("inline-secret", key, "a secret is written in a manifest")
        .help("take it out of git and change it; write `valueFrom: {env: NAME}` or another source instead")
        .conceal(node.span)
}

fn check_key(candidate: Candidate<'_>, written: &WrittenParameter, findings: &mut Vec<Finding>) {
    let Some(key) = &written.key_id else { return };
    let span = candidate.place("keyId");
    match written.kind() {
        ParameterType::SecureString => check_key_id(key, span, findings),
        kind @ (ParameterType::String | ParameterType::StringList) => {
            let message = format!("a `{}` is not encrypted", crate::shape::Words::word(&kind));
            findings.push(
                Finding::error("parameter-key", span, message)
                    .help("say `type: SecureString`, or take `keyId` out: AWS would drop it silently"),
            );
        }
    }
}
