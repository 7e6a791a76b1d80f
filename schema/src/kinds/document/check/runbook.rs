//! Where the steps of a runbook go on: every step that is named must be there.

use super::steps::{Names, text};
use crate::finding::Finding;
use crate::node::Node;
use crate::shape::Vocabulary;
use crate::source::Span;

pub(super) fn check(node: &Node, names: &Names<'_>, findings: &mut Vec<Finding>) {
    let steps = node.get("mainSteps").map(Node::items).unwrap_or_default();
    let known = Vocabulary::new(names.keys().copied());
    steps.iter().for_each(|step| check_step(step, &known, findings));
}

fn check_step(step: &Node, known: &Vocabulary<'_>, findings: &mut Vec<Finding>) {
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
    let missing = named.into_iter().filter(|(name, _)| !known.contains(name) && !name.contains("{{"));
    findings.extend(missing.map(|(name, span)| unknown(name, span, known)));
    let inner = inputs.and_then(|inputs| inputs.get("Steps")).map(Node::items).unwrap_or_default();
    inner.iter().for_each(|step| check_step(step, known, findings));
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
