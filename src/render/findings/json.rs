//! Findings for programs.

use schema::{Finding, Severity, Sources};
use serde_json::{Value, json};

use super::conceal::Concealed;
use super::order::{location, ordered};
use super::words::{count, word};

/// The version of the form. A major step breaks readers, a minor one only adds.
const FORMAT: &str = "1.0";

/// Findings as one JSON object. Lines and columns count from 1, columns in characters.
pub fn json(findings: &[Finding], sources: &Sources) -> String {
    let concealed = Concealed::of(findings, sources);
    let findings = ordered(findings);
    let summary = json!({
        "errors": count(&findings, Severity::Error),
        "warnings": count(&findings, Severity::Warning),
    });
    let listed: Vec<Value> = findings.iter().map(|finding| one(finding, sources, &concealed)).collect();
    crate::render::text(&json!({ "format_version": FORMAT, "summary": summary, "findings": listed }))
}

fn one(finding: &Finding, sources: &Sources, concealed: &Concealed) -> Value {
    let labels = finding.labels.iter().map(|label| {
        let place = concealed.locate(sources, label.span);
        json!({
            "path": place.path,
            "line": place.line,
            "column": place.column,
            "end_line": place.end_line,
            "end_column": place.end_column,
            "text": label.text,
        })
    });
    let place = location(finding, sources, concealed);
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

#[cfg(test)]
mod tests {
    use schema::Span;

    use super::*;

    #[test]
    fn places_count_characters() {
        let mut sources = Sources::default();
        let id = sources.add("a.yaml", "ü: 1\n");
        let finding = Finding::error("odd", Span { source: id, start: 4, end: 5 }, "odd").label("here");
        insta::assert_snapshot!(json(&[finding], &sources), @r#"
        {
          "findings": [
            {
              "code": "odd",
              "column": 4,
              "help": null,
              "labels": [
                {
                  "column": 4,
                  "end_column": 5,
                  "end_line": 1,
                  "line": 1,
                  "path": "a.yaml",
                  "text": "here"
                }
              ],
              "line": 1,
              "message": "odd",
              "path": "a.yaml",
              "severity": "error"
            }
          ],
          "format_version": "1.0",
          "summary": {
            "errors": 1,
            "warnings": 0
          }
        }
        "#);
    }
}
