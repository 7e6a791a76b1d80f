//! What a document is given, held against what it may be given: AWS tells of it at the apply, or on the
//! night of the run.

use super::content::is_known;
use super::parameters::{Of, Parameter, Parameters, Sort};
use crate::finding::{Finding, Severity};
use crate::node::{Entry, Node};
use crate::shape::{Vocabulary, quoted, resembles};
use crate::source::Span;

const CODE: &str = "document-given";

/// What somebody gives a document.
#[derive(Clone, Copy)]
pub struct Given<'a> {
    /// The map of parameters, where one is written.
    pub parameters: Option<&'a Node>,
    /// Parameters that AWS fills in from something else, such as targets.
    pub filled: &'a [&'a str],
    /// Where what is missing is told.
    pub place: Span,
}

impl Parameters {
    /// What is wrong with what a document is given. Of AWS's own documents, which may have changed since,
    /// it is a warning.
    pub fn mistakes(&self, given: Given<'_>) -> Vec<Finding> {
        let entries = given.parameters.map(Node::entries).unwrap_or_default();
        let names = Vocabulary::new(self.all.keys().map(String::as_str));
        let mut findings = Vec::new();
        let mut strangers = Vec::new();
        for entry in entries {
            match self.all.get(&entry.key.text) {
                Some(parameter) => findings.extend(self.mistake(entry, parameter)),
                None => {
                    strangers.push(entry.key.text.as_str());
                    findings.push(self.stranger(entry, &names));
                }
            }
        }
        let is_given = |name: &str| {
            let written = entries.iter().any(|entry| entry.key.text == name);
            // A mistyped one is told already.
            let meant = strangers.iter().any(|stranger| resembles(stranger, name));
            written || meant || given.filled.contains(&name)
        };
        let missing = self.all.iter().filter(|(name, parameter)| parameter.needed && !is_given(name));
        findings.extend(missing.map(|(name, _)| {
            self.finding(given.place, format!("the document needs the parameter `{name}`"))
                .help("give it under `parameters`, or a `default` in the document")
        }));
        findings
    }

    fn finding(&self, span: Span, message: impl Into<String>) -> Finding {
        let severity = match self.of {
            Of::Stack => Severity::Error,
            Of::Amazon => Severity::Warning,
        };
        Finding { severity, ..Finding::error(CODE, span, message) }
    }

    fn stranger(&self, entry: &Entry, names: &Vocabulary<'_>) -> Finding {
        let message = format!("the document has no parameter `{}`", entry.key.text);
        let finding = self.finding(entry.key.span, message);
        match names.nearest(&entry.key.text) {
            Some(meant) => finding.help(format!("did you mean `{meant}`?")),
            None if self.all.is_empty() => {
                finding.help("it has none: take it out, or declare it in the document")
            }
            None if self.all.len() <= MOST => finding.help(format!("it has {}", quoted(self.all.keys()))),
            None => finding,
        }
    }

    fn mistake(&self, entry: &Entry, parameter: &Parameter) -> Option<Finding> {
        let values = match entry.value.items() {
            [] => std::slice::from_ref(&entry.value),
            items => items,
        };
        if parameter.sort == Sort::Other {
            return None;
        }
        if let [_, second, ..] = values {
            let message = format!("`{}` takes one value", entry.key.text);
            return Some(self.finding(second.head(), message).help("give one, or make it a `StringList`"));
        }
        let value = values.first()?;
        let text = value.scalar().map(|scalar| scalar.text.as_str()).filter(|text| is_known(text))?;
        let fits = |allowed: &String| allowed == text || !is_known(allowed);
        if !parameter.allowed.is_empty() && !parameter.allowed.iter().any(fits) {
            let message = format!("`{}` cannot have this value", entry.key.text);
            let help = format!("it may be {}", quoted(&parameter.allowed));
            return Some(self.finding(value.head(), message).help(help));
        }
        let fits = match parameter.sort {
            Sort::Text | Sort::Other => true,
            Sort::Integer => text.parse::<i64>().is_ok(),
            Sort::Boolean => matches!(text, "true" | "false" | "True" | "False"),
        };
        let what = if parameter.sort == Sort::Integer { "a whole number" } else { "`true` or `false`" };
        (!fits).then(|| self.finding(value.head(), format!("`{}` is {what}", entry.key.text)))
    }
}

/// As many parameters as a finding names.
const MOST: usize = 12;
