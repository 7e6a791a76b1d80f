//! `{{ … }}` in a content: parameters that are declared, and steps that are there.

use super::steps::Names;
use crate::finding::Finding;
use crate::node::{Node, Value};
use crate::shape::nearest;
use crate::source::Span;

/// What may be named in `{{ … }}`.
struct Known<'a> {
    parameters: Vec<&'a str>,
    /// Steps, in a runbook.
    steps: Option<&'a Names<'a>>,
}

/// Checks every `{{ … }}`. Of what is no plain name nothing is said: `{{ ssm:path }}` and
/// `{{ global:DATE }}` are AWS's, `{{.State}}` belongs to another language.
pub(super) fn check(node: &Node, steps: Option<&Names<'_>>, findings: &mut Vec<Finding>) {
    let declared = node.get("parameters").map(Node::entries).unwrap_or_default();
    let parameters = declared.iter().map(|entry| entry.key.text.as_str()).collect();
    let known = Known { parameters, steps };
    for entry in node.entries().iter().filter(|entry| entry.key.text != "parameters") {
        walk(&entry.value, &known, findings);
    }
    if steps.is_some() {
        outputs(node, &known, findings);
    }
}

fn walk(node: &Node, known: &Known<'_>, findings: &mut Vec<Finding>) {
    match &node.value {
        Value::Scalar(scalar) => {
            let mut told: Vec<&str> = Vec::new();
            for name in names(&scalar.text) {
                if !told.contains(&name) {
                    told.push(name);
                    findings.extend(known.mistake(name, node.head()));
                }
            }
        }
        Value::List(items) => items.iter().for_each(|item| walk(item, known, findings)),
        Value::Map(entries) => entries.iter().for_each(|entry| walk(&entry.value, known, findings)),
    }
}

/// The outputs of a runbook name a step and what it gave.
fn outputs(node: &Node, known: &Known<'_>, findings: &mut Vec<Finding>) {
    for item in node.get("outputs").map(Node::items).unwrap_or_default() {
        let text = item.scalar().map(|scalar| scalar.text.as_str()).filter(|text| text.contains('.'));
        findings.extend(text.filter(|text| is_name(text)).and_then(|text| known.mistake(text, item.head())));
    }
}

/// The plain names between `{{` and `}}`.
fn names(text: &str) -> impl Iterator<Item = &str> {
    text.split("{{").skip(1).filter_map(|rest| {
        let inner = rest.split_once("}}")?.0.trim();
        is_name(inner).then_some(inner)
    })
}

fn is_name(text: &str) -> bool {
    let first = text.bytes().next().is_some_and(|byte| byte.is_ascii_alphanumeric() || byte == b'_');
    first && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-' | b'.'))
}

impl Known<'_> {
    fn mistake(&self, name: &str, span: Span) -> Option<Finding> {
        if self.parameters.contains(&name) {
            return None;
        }
        let (head, _) = name.split_once('.').unwrap_or((name, ""));
        let step = self.steps.is_some_and(|steps| head != name && steps.contains_key(head));
        if step || (head != name && self.parameters.contains(&head)) {
            return None;
        }
        let (message, candidates) = match self.steps {
            Some(steps) if head != name => {
                (format!("there is no step `{head}` to take `{name}` from"), steps.keys().copied().collect())
            }
            Some(_) | None => (format!("the parameter `{name}` is not declared"), self.parameters.clone()),
        };
        let finding = Finding::error("document-parameter", span, message);
        Some(match nearest(head, candidates) {
            Some(meant) => finding.help(format!("did you mean `{meant}`?")),
            None => finding.help("declare it under `parameters` of the content"),
        })
    }
}
