//! Findings as a JUnit report: one test case per file that was read.

use schema::{Finding, Severity, SourceId, Sources};

use super::order::{location, ordered};

/// Findings as a JUnit report. Names stay the same from run to run, so that new failures can be
/// told from old ones; files without an error pass.
pub fn junit(findings: &[Finding], sources: &Sources) -> String {
    let findings = ordered(findings);
    let of = |id: Option<SourceId>| {
        let source = move |finding: &&&Finding| finding.labels.first().map(|label| label.span.source) == id;
        findings.iter().filter(source).copied().collect::<Vec<_>>()
    };
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
        text.push_str(&case(path, findings, sources));
    }
    text.push_str("  </testsuite>\n</testsuites>\n");
    text
}

fn failed(findings: &[&Finding]) -> bool {
    findings.iter().any(|finding| finding.severity == Severity::Error)
}

fn case(path: &str, findings: &[&Finding], sources: &Sources) -> String {
    let path = xml(path);
    let open = format!("    <testcase classname=\"manifests\" name=\"{path}\" file=\"{path}\"");
    if findings.is_empty() {
        return format!("{open}/>\n");
    }
    let told = |severity| {
        let these = findings.iter().filter(move |finding| finding.severity == severity);
        these.map(|finding| tell(finding, sources)).collect::<Vec<_>>()
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

fn tell(finding: &Finding, sources: &Sources) -> String {
    let place = location(finding, sources)
        .map_or(String::new(), |place| format!("{}:{}:{}: ", place.path, place.line, place.column));
    let help = finding.help.as_ref().map_or(String::new(), |help| format!("\n  help: {help}"));
    format!("{place}{} [{}]{help}", finding.message, finding.code)
}

/// Text fit for XML 1.0, which has no way to write most control characters.
pub(in crate::render) fn xml(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\n' => out.push('\n'),
            c if c.is_control() || matches!(c, '\u{fffe}' | '\u{ffff}') => {
                out.push_str(&format!("\\u{{{:x}}}", c as u32));
            }
            c => out.push(c),
        }
    }
    out
}
