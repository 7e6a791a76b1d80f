//! `{{ … }}` in a content: parameters that are declared, and steps that are there.

use std::collections::BTreeSet;

use super::steps::Names;
use crate::finding::Finding;
use crate::node::Node;
use crate::shape::Vocabulary;
use crate::source::Span;

/// What may be named in `{{ … }}`.
struct Known<'a> {
    parameters: Vocabulary<'a>,
    /// Steps, in a runbook.
    steps: Option<Vocabulary<'a>>,
}

/// Checks every `{{ … }}`. Of what is no plain name nothing is said: `{{ ssm:path }}` and
/// `{{ global:DATE }}` are AWS's, `{{.State}}` belongs to another language.
pub(super) fn check(node: &Node, steps: Option<&Names<'_>>, findings: &mut Vec<Finding>) {
    let declared = node.get("parameters").map(Node::entries).unwrap_or_default();
    let known = Known {
        parameters: Vocabulary::new(declared.iter().map(|entry| entry.key.text.as_str())),
        steps: steps.map(|steps| Vocabulary::new(steps.keys().copied())),
    };
    let entries = node.entries().iter().filter(|entry| entry.key.text != "parameters");
    for node in entries.flat_map(|entry| entry.value.walk()) {
        let Some(scalar) = node.scalar() else { continue };
        let mut told = BTreeSet::new();
        let once = names(&scalar.text).filter(|name| told.insert(*name));
        findings.extend(once.filter_map(|name| known.mistake(name, node.head())));
    }
    if steps.is_some() {
        outputs(node, &known, findings);
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
        let parameters = &self.parameters;
        if parameters.contains(name) {
            return None;
        }
        let (head, _) = name.split_once('.').unwrap_or((name, ""));
        let steps = self.steps.as_ref().filter(|_| head != name);
        let step = steps.is_some_and(|steps| steps.contains(head));
        if step || (head != name && parameters.contains(head)) {
            return None;
        }
        let (message, known) = match steps {
            Some(steps) => (format!("there is no step `{head}` to take `{name}` from"), steps),
            None => (format!("the parameter `{name}` is not declared"), parameters),
        };
        let finding = Finding::error("document-parameter", span, message);
        Some(match known.nearest(head) {
            Some(meant) => finding.help(format!("did you mean `{meant}`?")),
            None => finding.help("declare it under `parameters` of the content"),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::kinds::document::content::Parsed;
    use crate::shape::COMPARED;

    /// The findings of so many names that are not there, among as many that are, and how many words
    /// were compared for them.
    fn strangers(count: usize) -> (usize, usize) {
        let lines = |form: fn(usize) -> String| (0..count).map(form).collect::<String>();
        let there = lines(|at| format!("  parameterWithSomeName{at:05}: {{type: String}}\n"));
        let named = lines(|at| format!("{{{{ paramterWithSomeName{at:05} }}}}"));
        let text = format!("parameters:\n{there}text: '{named}{named}'\n");
        let Ok(Parsed { node }) = Parsed::of(&text) else { panic!("it can be read") };
        let (before, mut findings) = (COMPARED.get(), Vec::new());
        check(&node, None, &mut findings);
        (findings.len(), COMPARED.get() - before)
    }

    #[test]
    fn twice_as_many_names_are_no_more_than_twice_the_work() {
        let (findings, compared) = strangers(150);
        assert_eq!(findings, 150, "each once");
        assert!(compared > 0);
        assert!(strangers(300).1 <= 2 * compared);
    }
}
