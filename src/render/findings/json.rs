//! Findings for programs.

use schema::{Finding, Severity, Sources};
use serde_json::{Value, json};

use super::order::{count, location, ordered, word};

/// The version of the form. A major step breaks readers, a minor one only adds.
const FORMAT: &str = "1.0";

/// Findings as one JSON object. Lines and columns count from 1, columns in characters.
pub fn json(findings: &[Finding], sources: &Sources) -> String {
    let findings = ordered(findings);
    let summary = json!({
        "errors": count(&findings, Severity::Error),
        "warnings": count(&findings, Severity::Warning),
    });
    let listed: Vec<Value> = findings.iter().map(|finding| one(finding, sources)).collect();
    crate::render::text(&json!({ "format_version": FORMAT, "summary": summary, "findings": listed }))
}

fn one(finding: &Finding, sources: &Sources) -> Value {
    let labels = finding.labels.iter().map(|label| {
        let place = sources.locate(label.span);
        json!({
            "path": place.path,
            "line": place.line,
            "column": place.column,
            "end_line": place.end_line,
            "end_column": place.end_column,
            "text": label.text,
        })
    });
    let place = location(finding, sources);
    json!({
        "code": finding.code,
        "severity": word(finding.severity),
        "message": finding.message,
        "help": finding.help,
        "path": place.as_ref().map(|place| &place.path),
        "line": place.as_ref().map(|place| place.line),
        "column": place.as_ref().map(|place| place.column),
        "labels": labels.collect::<Vec<_>>(),
    })
}
