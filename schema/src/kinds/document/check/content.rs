//! The rules of a content as a whole, and which rules there are for its type.

use super::actions::Steps;
use super::{command, parameters, references, runbook, steps};
use crate::finding::Finding;
use crate::kinds::document::DocumentType;
use crate::kinds::document::declared::Content;
use crate::node::{Node, Value};
use crate::shape::{Words, quoted};

/// As much content as AWS takes, in bytes.
const LARGEST: usize = 64 * 1024;
/// The kinds of sessions.
const SESSIONS: [&str; 4] = ["Standard_Stream", "Port", "InteractiveCommands", "NonInteractiveCommands"];

pub(super) fn check(document_type: DocumentType, content: &Content<'_>, findings: &mut Vec<Finding>) {
    if content.text.len() > LARGEST {
        let message = format!("this content has {} bytes, AWS takes {LARGEST}", content.text.len());
        findings.push(
            Finding::error("document-size", content.place.whole(), message)
                .help("move scripts to S3, and fetch them in a step with `aws:downloadContent`"),
        );
    }
    let Some(node) = &content.node else { return };
    let mut own = Vec::new();
    structured(document_type, node, &mut own);
    findings.extend(own.into_iter().map(|finding| content.place.finding(finding)));
}

fn structured(document_type: DocumentType, node: &Node, findings: &mut Vec<Finding>) {
    if !matches!(node.value, Value::Map(_)) {
        findings.push(
            Finding::error("document-content", node.head(), "a content is a map")
                .help("write the document itself, or `{file: PATH}` for a file of the stack's folder; nothing is fetched"),
        );
        return;
    }
    let Some(schema) = schema(document_type, node, findings) else { return };
    match document_type {
        DocumentType::Command if schema == "1.2" => {
            parameters::check(node, findings);
            command::check_config(node, findings);
            references::check(node, None, findings);
        }
        DocumentType::Command => {
            parameters::check(node, findings);
            steps::check(Steps::Plugins, node, findings);
            references::check(node, None, findings);
        }
        DocumentType::Automation | DocumentType::AutomationChangeTemplate => {
            parameters::check(node, findings);
            let names = steps::check(Steps::Actions, node, findings);
            runbook::check(node, &names, findings);
            references::check(node, Some(&names), findings);
        }
        DocumentType::Session => {
            parameters::check(node, findings);
            session(node, findings);
        }
        DocumentType::Package => package(node, findings),
        DocumentType::Policy
        | DocumentType::ApplicationConfiguration
        | DocumentType::ApplicationConfigurationSchema
        | DocumentType::DeploymentStrategy
        | DocumentType::ChangeCalendar
        | DocumentType::ProblemAnalysis
        | DocumentType::ProblemAnalysisTemplate
        | DocumentType::CloudFormation
        | DocumentType::ConformancePackTemplate
        | DocumentType::QuickSetup
        | DocumentType::ManualApprovalPolicy
        | DocumentType::AutoApprovalPolicy => {}
    }
}

/// The schema version, where it is one of the type's; `""` for a type without.
fn schema<'a>(document_type: DocumentType, node: &'a Node, findings: &mut Vec<Finding>) -> Option<&'a str> {
    let known = document_type.schemas();
    if known.is_empty() {
        return Some("");
    }
    let listed = known.iter().map(|schema| format!("`\"{schema}\"`")).collect::<Vec<_>>().join(" or ");
    let word = document_type.word();
    let said = node.get("schemaVersion");
    let text = said.and_then(Node::scalar).map(|scalar| scalar.text.as_str());
    match (said, text) {
        (_, Some(text)) if known.contains(&text) => Some(text),
        (Some(said), _) => {
            let message = format!("a document of type {word} has no such schema version");
            findings.push(
                Finding::error("document-schema", said.head(), message).help(format!("write {listed}")),
            );
            None
        }
        (None, _) => {
            let message = "the content does not say its `schemaVersion`";
            let help = format!("a document of type {word} has {listed}");
            findings.push(Finding::error("document-schema", node.head(), message).help(help));
            None
        }
    }
}

fn session(node: &Node, findings: &mut Vec<Finding>) {
    let said = node.get("sessionType");
    let known = said.and_then(Node::scalar).is_some_and(|scalar| SESSIONS.contains(&scalar.text.as_str()));
    if !known {
        let place = said.map_or(node.head(), Node::head);
        let message = "the content does not say what kind of session it is for";
        findings.push(
            Finding::error("document-content", place, message)
                .help(format!("`sessionType` is one of {}", quoted(SESSIONS))),
        );
    }
}

fn package(node: &Node, findings: &mut Vec<Finding>) {
    for part in ["packages", "files"] {
        if node.get(part).is_none() {
            let message = format!("the manifest of a package has `{part}`, and this one does not");
            findings.push(Finding::error("document-content", node.head(), message));
        }
    }
}
