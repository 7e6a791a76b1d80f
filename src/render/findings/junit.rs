//! Findings as a JUnit report: one test case per file that was read.

use std::collections::BTreeMap;

use schema::{Finding, Severity, SourceId, Sources};

use super::conceal::Concealed;
use super::order::{location, ordered};
use crate::view::text::escape;

/// Findings as a JUnit report. Names stay the same from run to run, so that new failures can be
/// told from old ones; files without an error pass.
pub fn junit(findings: &[Finding], sources: &Sources) -> String {
    let concealed = Concealed::of(findings, sources);
    let findings = ordered(findings);
    let mut by_source: BTreeMap<Option<SourceId>, Vec<&Finding>> = BTreeMap::new();
    for finding in findings {
        by_source.entry(finding.labels.first().map(|label| label.span.source)).or_default().push(finding);
    }
    let mut of = |id: Option<SourceId>| by_source.remove(&id).unwrap_or_default();
    let mut cases: Vec<(String, Vec<&Finding>)> =
        sources.iter().map(|(id, source)| (source.path.clone(), of(Some(id)))).collect();
    let elsewhere = of(None);
    if !elsewhere.is_empty() {
        cases.push(("stack".into(), elsewhere));
    }
    let failures = cases.iter().filter(|(_, findings)| failed(findings)).count();
    let counts = format!("tests=\"{}\" failures=\"{failures}\" errors=\"0\" skipped=\"0\"", cases.len());
    let mut text = format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites {counts}>\n  <testsuite name=\"trueup validate\" {counts}>\n"
    );
    for (path, findings) in &cases {
        text.push_str(&case(path, findings, sources, &concealed));
    }
    text.push_str("  </testsuite>\n</testsuites>\n");
    text
}

fn failed(findings: &[&Finding]) -> bool {
    findings.iter().any(|finding| finding.severity == Severity::Error)
}

fn case(path: &str, findings: &[&Finding], sources: &Sources, concealed: &Concealed) -> String {
    let path = xml(path);
    let open = format!("    <testcase classname=\"manifests\" name=\"{path}\" file=\"{path}\"");
    if findings.is_empty() {
        return format!("{open}/>\n");
    }
    let told = |severity| {
        let these = findings.iter().filter(move |finding| finding.severity == severity);
        these.map(|finding| tell(finding, sources, concealed)).collect::<Vec<_>>()
    };
    let mut text = format!("{open}>\n");
    if let Some(first) = findings.iter().find(|finding| finding.severity == Severity::Error) {
        text.push_str(&format!(
            "      <failure type=\"{}\" message=\"{}\">{}</failure>\n",
            first.code,
            xml(&first.message),
            xml(&told(Severity::Error).join("\n"))
        ));
    }
    let warnings = told(Severity::Warning);
    if !warnings.is_empty() {
        text.push_str(&format!("      <system-out>{}</system-out>\n", xml(&warnings.join("\n"))));
    }
    text.push_str("    </testcase>\n");
    text
}

fn tell(finding: &Finding, sources: &Sources, concealed: &Concealed) -> String {
    let place = location(finding, sources, concealed)
        .map_or(String::new(), |place| format!("{}:{}:{}: ", place.path, place.line, place.column));
    let help = finding.help.as_ref().map_or(String::new(), |help| format!("\n  help: {help}"));
    format!("{place}{} [{}]{help}", finding.message, finding.code)
}

/// Text fit for XML 1.0, which has no way to write most control characters.
fn xml(text: &str) -> String {
    let lines: Vec<String> = text.split('\n').map(escape).collect();
    let text = lines.join("\n").replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;");
    text.replace('"', "&quot;")
}

#[cfg(test)]
mod tests {
    use schema::Span;

    use super::*;

    #[test]
    fn one_case_for_each_file() {
        let mut sources = Sources::default();
        let a = sources.add("a.yaml", "one: 1\n");
        let b = sources.add("b.yaml", "two: 2\n");
        sources.add("c.yaml", "three: 3\n");
        let findings = [
            Finding::error("odd", Span { source: a, start: 0, end: 3 }, "<odd> & \u{1b}").help("mend it"),
            Finding::error("even", Span { source: a, start: 5, end: 6 }, "even"),
            Finding::warning("old", Span { source: b, start: 0, end: 3 }, "old"),
        ];
        insta::assert_snapshot!(junit(&findings, &sources), @r#"
        <?xml version="1.0" encoding="UTF-8"?>
        <testsuites tests="3" failures="1" errors="0" skipped="0">
          <testsuite name="trueup validate" tests="3" failures="1" errors="0" skipped="0">
            <testcase classname="manifests" name="a.yaml" file="a.yaml">
              <failure type="odd" message="&lt;odd&gt; &amp; \u{1b}">a.yaml:1:1: &lt;odd&gt; &amp; \u{1b} [odd]
          help: mend it
        a.yaml:1:6: even [even]</failure>
            </testcase>
            <testcase classname="manifests" name="b.yaml" file="b.yaml">
              <system-out>b.yaml:1:1: old [old]</system-out>
            </testcase>
            <testcase classname="manifests" name="c.yaml" file="c.yaml"/>
          </testsuite>
        </testsuites>
        "#);
    }
}
