//! Findings as SARIF 2.1.0, with what GitHub's code scanning asks for.

use std::collections::BTreeMap;

use schema::{Finding, Location, Severity, SourceId, Sources};
use serde_json::{Value, json};

use super::conceal::Concealed;
use super::order::{location, ordered};
use super::words::word;
use crate::view::fingerprint;

/// Findings as one SARIF log with one run. Columns count characters.
pub fn sarif(findings: &[Finding], sources: &Sources) -> String {
    let concealed = Concealed::of(findings, sources);
    let findings = ordered(findings);
    let mut codes: BTreeMap<&str, Severity> = BTreeMap::new();
    for finding in &findings {
        let worst = codes.entry(finding.code).or_insert(finding.severity);
        *worst = (*worst).min(finding.severity);
    }
    let rules: Vec<Value> = codes.into_iter().map(|(code, severity)| rule(code, severity)).collect();
    let mut lines = Lines { sources, concealed: &concealed, last: None };
    let results: Vec<Value> =
        findings.iter().map(|finding| result(finding, sources, &concealed, &mut lines)).collect();
    crate::render::text(&json!({
        "$schema": "https://json.schemastore.org/sarif-2.1.0.json",
        "version": "2.1.0",
        "runs": [{
            "tool": { "driver": {
                "name": "trueup",
                "semanticVersion": env!("CARGO_PKG_VERSION"),
                "rules": rules,
            }},
            "automationDetails": { "id": "trueup/validate/" },
            "columnKind": "unicodeCodePoints",
            "results": results,
        }],
    }))
}

fn rule(code: &str, severity: Severity) -> Value {
    let words = code.replace('-', " ");
    json!({
        "id": code,
        "name": code,
        "shortDescription": { "text": words },
        "fullDescription": { "text": format!("trueup finding `{code}`") },
        "help": { "text": format!("`trueup explain {code}` says what it means and how to mend it") },
        "defaultConfiguration": { "level": word(severity) },
        "properties": {
            "tags": ["trueup"],
            "precision": "very-high",
            "problem.severity": word(severity),
        },
    })
}

/// The line of the last result: the next is most likely on the same.
struct Lines<'a> {
    sources: &'a Sources,
    concealed: &'a Concealed,
    last: Option<(SourceId, u32, String)>,
}

/// Bytes of a line that go into a fingerprint as they are; of a longer one it is a digest.
const LONGEST: usize = 4096;

impl Lines<'_> {
    /// What a fingerprint says of a line. It is of the line as it may be shown: a bare digest of a
    /// secret would give it away.
    fn fingerprinted(&mut self, id: SourceId, number: u32) -> &str {
        let Self { sources, concealed, last } = self;
        let same = last.take().filter(|(source, line, _)| (*source, *line) == (id, number));
        let (_, _, text) = last.insert(same.unwrap_or_else(|| {
            let line = concealed.whole_line(id, sources.get(id), number);
            let text = line.trim();
            let text = if text.len() > LONGEST { fingerprint([text]) } else { text.to_owned() };
            (id, number, text)
        }));
        text
    }
}

fn result(finding: &Finding, sources: &Sources, concealed: &Concealed, lines: &mut Lines<'_>) -> Value {
    let help = finding.help.as_ref().map_or(String::new(), |help| format!(". Help: {help}"));
    let mut result = json!({
        "ruleId": finding.code,
        "level": word(finding.severity),
        "message": { "text": format!("{}{help}", finding.message) },
        "locations": [],
    });
    if let (Some(place), Some(label)) = (location(finding, sources, concealed), finding.labels.first()) {
        let line = lines.fingerprinted(label.span.source, place.line);
        let digest = fingerprint([finding.code, &finding.message, line]);
        result["partialFingerprints"] = json!({ "primaryLocationLineHash": digest });
        result["locations"] = json!([physical(&place)]);
    }
    result
}

fn physical(place: &Location) -> Value {
    json!({ "physicalLocation": {
        "artifactLocation": { "uri": uri(&place.path), "uriBaseId": "%SRCROOT%" },
        "region": {
            "startLine": place.line,
            "startColumn": place.column,
            "endLine": place.end_line,
            "endColumn": place.end_column.max(place.column + u32::from(place.line == place.end_line)),
        },
    }})
}

/// A relative path as a URI reference.
fn uri(path: &str) -> String {
    let mut out = String::new();
    for byte in path.trim_start_matches("./").bytes() {
        match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'/' | b'-' | b'.' | b'_' | b'~' | b'+' | b'@' => {
                out.push(char::from(byte));
            }
            b'\\' => out.push('/'),
            byte => out.push_str(&format!("%{byte:02X}")),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use schema::Span;

    use super::*;
    use crate::render::samples::CANARY;

    #[test]
    fn what_code_scanning_asks_for() {
        let mut sources = Sources::default();
        let id = sources.add("manifests/a b.yaml", format!("value: {CANARY}\n"));
        let span = Span { source: id, start: 7, end: 7 + CANARY.len() as u32 };
        let finding = Finding::error("secret-written", span, "a secret stands here").help("use `valueFrom`");
        let text = sarif(&[finding.conceal(span), Finding::warning("old", span, "old")], &sources);
        let value: Value = serde_json::from_str(&text).expect("JSON");
        assert_eq!(value["version"], "2.1.0");
        let run = &value["runs"][0];
        assert_eq!(run["tool"]["driver"]["rules"][1]["id"], "secret-written");
        assert_eq!(run["tool"]["driver"]["semanticVersion"], env!("CARGO_PKG_VERSION"));
        insta::assert_snapshot!(serde_json::to_string_pretty(&run["results"]).expect("JSON"), @r#"
        [
          {
            "level": "error",
            "locations": [
              {
                "physicalLocation": {
                  "artifactLocation": {
                    "uri": "manifests/a%20b.yaml",
                    "uriBaseId": "%SRCROOT%"
                  },
                  "region": {
                    "endColumn": 9,
                    "endLine": 1,
                    "startColumn": 8,
                    "startLine": 1
                  }
                }
              }
            ],
            "message": {
              "text": "a secret stands here. Help: use `valueFrom`"
            },
            "partialFingerprints": {
              "primaryLocationLineHash": "dd26532c156dd57c8713163d2ba76db224a92318c0f913ee067750f5c51aa3ee"
            },
            "ruleId": "secret-written"
          },
          {
            "level": "warning",
            "locations": [
              {
                "physicalLocation": {
                  "artifactLocation": {
                    "uri": "manifests/a%20b.yaml",
                    "uriBaseId": "%SRCROOT%"
                  },
                  "region": {
                    "endColumn": 9,
                    "endLine": 1,
                    "startColumn": 8,
                    "startLine": 1
                  }
                }
              }
            ],
            "message": {
              "text": "old"
            },
            "partialFingerprints": {
              "primaryLocationLineHash": "71568aa18432eb1dbbae0812493796d484c3ace9754b1ce072ae3e223e3f3358"
            },
            "ruleId": "old"
          }
        ]
        "#);
        insta::assert_snapshot!(serde_json::to_string_pretty(&run["tool"]["driver"]["rules"][0]).expect("JSON"), @r#"
        {
          "defaultConfiguration": {
            "level": "warning"
          },
          "fullDescription": {
            "text": "trueup finding `old`"
          },
          "help": {
            "text": "`trueup explain old` says what it means and how to mend it"
          },
          "id": "old",
          "name": "old",
          "properties": {
            "precision": "very-high",
            "problem.severity": "warning",
            "tags": [
              "trueup"
            ]
          },
          "shortDescription": {
            "text": "old"
          }
        }
        "#);
        assert!(!text.contains("canary"));
    }

    #[test]
    fn a_fingerprint_is_of_the_line_as_it_is_shown() {
        let result = |secret: &str| {
            let mut sources = Sources::default();
            let id = sources.add("a.yaml", format!("value: {secret}\n"));
            let span = Span { source: id, start: 7, end: 7 + secret.len() as u32 };
            let finding = Finding::error("secret-written", span, "a secret stands here").conceal(span);
            let value: Value = serde_json::from_str(&sarif(&[finding], &sources)).expect("JSON");
            value["runs"][0]["results"][0]["partialFingerprints"].clone()
        };
        assert_eq!(result("one"), result("another"));
    }
}
