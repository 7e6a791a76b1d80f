//! Where the steps of a runbook go on: every step that is named must be there.

use super::steps::{Names, text};
use crate::finding::Finding;
use crate::kinds::document::content::is_known;
use crate::node::{Entry, Node, Value};
use crate::shape::Vocabulary;
use crate::source::Span;

pub(super) fn check(node: &Node, names: &Names<'_>, findings: &mut Vec<Finding>) {
    let steps = node.get("mainSteps").map(Node::items).unwrap_or_default();
    let known = Vocabulary::new(names.keys().copied());
    steps.iter().for_each(|step| check_step(step, &known, findings));
}

fn check_step(step: &Node, known: &Vocabulary<'_>, findings: &mut Vec<Finding>) {
    findings.extend(end_and_next(step));
    findings.extend(lonely(step));
    let mut named: Vec<(&str, Span)> = Vec::new();
    named.extend(text(step, "nextStep"));
    for field in ["onFailure", "onCancel"] {
        let said = text(step, field);
        named.extend(said.and_then(|(text, span)| Some((text.strip_prefix("step:")?.trim(), span))));
    }
    let inputs = step.get("inputs");
    named.extend(inputs.and_then(|inputs| text(inputs, "Default")).filter(|_| is_branch(step)));
    let choices = inputs.and_then(|inputs| inputs.get("Choices")).map(Node::items).unwrap_or_default();
    named.extend(choices.iter().filter_map(|choice| text(choice, "NextStep")));
    let missing = named.into_iter().filter(|(name, _)| !known.contains(name) && is_known(name));
    findings.extend(missing.map(|(name, span)| unknown(name, span, known)));
    let inner = inputs.and_then(|inputs| inputs.get("Steps")).map(Node::items).unwrap_or_default();
    inner.iter().for_each(|step| check_step(step, known, findings));
}

/// A step that is the last one and goes on.
fn end_and_next(step: &Node) -> Option<Finding> {
    let (end, next) = (step.entry("isEnd")?, step.entry("nextStep")?);
    end.value.scalar().filter(|scalar| scalar.text == "true")?;
    let message = "this step is an end, and goes on";
    let finding = Finding::warning("document-step", next.key.span, message).also(end.key.span, "an end");
    Some(finding.help("take `nextStep` or `isEnd` out"))
}

/// `And` and `Or` of a choice that join nothing.
fn lonely(step: &Node) -> Vec<Finding> {
    let choices = step.at(["inputs", "Choices"]).filter(|_| is_branch(step));
    let nodes = choices.into_iter().flat_map(Node::walk).flat_map(Node::entries);
    let joins = nodes.filter(|entry| matches!(entry.key.text.as_str(), "And" | "Or"));
    let few =
        joins.filter(|entry| matches!(entry.value.value, Value::List(_)) && entry.value.items().len() < 2);
    let finding = |entry: &Entry| {
        let message = format!("`{}` joins two conditions or more", entry.key.text);
        Finding::error("document-step", entry.key.span, message).help("write the condition alone")
    };
    few.map(finding).collect()
}

fn is_branch(step: &Node) -> bool {
    text(step, "action").is_some_and(|(action, _)| action == "aws:branch")
}

fn unknown(name: &str, span: Span, known: &Vocabulary<'_>) -> Finding {
    let finding = Finding::error("document-step", span, format!("there is no step `{name}`"));
    match known.nearest(name) {
        Some(meant) => finding.help(format!("did you mean `{meant}`?")),
        None => finding,
    }
}
