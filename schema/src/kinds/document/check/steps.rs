//! The rules of steps.

use std::collections::BTreeMap;

use super::actions::Steps;
use super::inputs;
use crate::finding::Finding;
use crate::kinds::document::content::is_known;
use crate::node::{Node, Value};
use crate::shape::nearest;
use crate::source::Span;

/// The steps of a document by name, and where each is named.
pub(super) type Names<'a> = BTreeMap<&'a str, Span>;

/// Checks `mainSteps` and gives the names of its steps, those inside loops among them.
pub(super) fn check<'a>(kind: Steps, node: &'a Node, findings: &mut Vec<Finding>) -> Names<'a> {
    let mut names = Names::new();
    let steps = node.entry("mainSteps");
    let none = steps.is_none_or(|entry| entry.value.items().is_empty());
    if none {
        let place = steps.map_or(node.head(), |entry| entry.key.span);
        let message = "a document does something in `mainSteps`, and here is no step";
        findings.push(Finding::error("document-step", place, message));
    }
    if let Some(entry) = steps {
        check_list(kind, &entry.value, &mut names, findings);
    }
    names
}

fn check_list<'a>(kind: Steps, steps: &'a Node, names: &mut Names<'a>, findings: &mut Vec<Finding>) {
    for step in steps.items() {
        if !matches!(step.value, Value::Map(_)) {
            let message = "a step is a map with `name` and `action`";
            findings.push(Finding::error("document-step", step.head(), message));
            continue;
        }
        name(kind, step, names, findings);
        action(kind, step, findings);
        findings.extend(platform(step));
        findings.extend(inputs::mistakes(step));
        if let Some(inner) = step.at(["inputs", "Steps"]) {
            check_list(kind, inner, names, findings);
        }
    }
}

/// A step for a platform that no node says it has is never run.
fn platform(step: &Node) -> Option<Finding> {
    let sides = step.at(["precondition", "StringEquals"]).map(Node::items)?;
    let asks = |side: &&Node| side.scalar().is_some_and(|scalar| scalar.text == "platformType");
    sides.iter().find(asks)?;
    let said = sides.iter().find(|side| !asks(side))?;
    let text = said.scalar()?.text.as_str();
    if PLATFORMS.contains(&text) || !is_known(text) {
        return None;
    }
    let finding =
        Finding::warning("document-step", said.span, "no node is of this platform: the step never runs");
    Some(match PLATFORMS.into_iter().find(|known| known.eq_ignore_ascii_case(text)) {
        Some(meant) => finding.help(format!("write `{meant}`")),
        None => finding.help("write `Linux`, `Windows` or `MacOS`"),
    })
}

/// What nodes say of themselves.
const PLATFORMS: [&str; 3] = ["Linux", "Windows", "MacOS"];

fn name<'a>(kind: Steps, step: &'a Node, names: &mut Names<'a>, findings: &mut Vec<Finding>) {
    let Some((name, span)) = text(step, "name") else {
        findings.push(missing(step, "name"));
        return;
    };
    if !kind.can_be_named(name) {
        let message = format!("a step's name has up to 128 {}", kind.characters());
        findings.push(Finding::error("document-step", span, message));
    }
    if let Some(first) = names.insert(name, span) {
        let message = format!("two steps are named `{name}`");
        findings.push(Finding::error("document-step", span, message).also(first, "first here"));
    }
}

fn action(kind: Steps, step: &Node, findings: &mut Vec<Finding>) {
    match text(step, "action") {
        None => findings.push(missing(step, "action")),
        Some((action, _)) if kind.known().contains(&action) => {}
        Some((action, span)) => findings.push(unknown_action(kind, action, span)),
    }
}

/// An action that AWS does not know.
pub(super) fn unknown_action(kind: Steps, action: &str, span: Span) -> Finding {
    let message = match kind {
        Steps::Plugins => "nodes do not know this action",
        Steps::Actions => "runbooks do not know this action",
    };
    let finding = Finding::error("document-action", span, message);
    let other = match kind {
        Steps::Plugins => Steps::Actions,
        Steps::Actions => Steps::Plugins,
    };
    match (nearest(action, kind.known().iter().copied()), other.known().contains(&action)) {
        (_, true) if kind == Steps::Plugins => finding.help("it belongs in a document of type `Automation`"),
        (_, true) => finding.help("it belongs in a document of type `Command`, which `aws:runCommand` runs"),
        (Some(meant), false) => finding.help(format!("did you mean `{meant}`?")),
        (None, false) => finding,
    }
}

fn missing(step: &Node, field: &str) -> Finding {
    Finding::error("document-step", step.head(), format!("this step has no `{field}`"))
}

/// A field's text and its place.
pub(super) fn text<'a>(node: &'a Node, field: &str) -> Option<(&'a str, Span)> {
    let value = node.get(field)?;
    let scalar = value.scalar().filter(|scalar| !scalar.text.is_empty())?;
    Some((&scalar.text, value.span))
}
