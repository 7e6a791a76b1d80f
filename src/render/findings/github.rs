//! Findings as GitHub Actions annotations.

use schema::{Finding, Location, Severity, Sources};

use super::order::{location, ordered, word};
use crate::view::text::escape;

/// GitHub shows so many annotations of each severity for a step, and drops the rest in silence.
const MOST: usize = 10;

/// One workflow command per line, errors before warnings; what GitHub would drop is a number.
pub fn github(findings: &[Finding], sources: &Sources) -> String {
    let findings = ordered(findings);
    let mut text = String::new();
    for severity in [Severity::Error, Severity::Warning] {
        let these: Vec<_> = findings.iter().filter(|finding| finding.severity == severity).collect();
        let shown = if these.len() > MOST { MOST - 1 } else { these.len() };
        for finding in &these[..shown] {
            text.push_str(&annotation(finding, location(finding, sources)));
        }
        if let more @ 1.. = these.len() - shown {
            text.push_str(&format!("::{} title=trueup::and {more} more\n", word(severity)));
        }
    }
    text
}

fn annotation(finding: &Finding, place: Option<Location>) -> String {
    let mut properties = Vec::new();
    if let Some(Location { path, line, column, end_line, end_column }) = place {
        properties.push(format!("file={}", property(&path)));
        properties.push(format!("line={line},endLine={end_line}"));
        if line == end_line {
            properties.push(format!("col={column},endColumn={end_column}"));
        }
    }
    properties.push(format!("title={}", property(&format!("trueup {}", finding.code))));
    let help = finding.help.as_ref().map_or(String::new(), |help| format!("\nhelp: {help}"));
    let message = message(&format!("{}{help}", finding.message));
    format!("::{} {}::{message}\n", word(finding.severity), properties.join(","))
}

/// A workflow command's message. Line breaks are its own; other control characters are written out.
fn message(text: &str) -> String {
    let lines: Vec<String> = text.split('\n').map(escape).collect();
    lines.join("\n").replace('%', "%25").replace('\r', "%0D").replace('\n', "%0A")
}

fn property(text: &str) -> String {
    message(text).replace(':', "%3A").replace(',', "%2C")
}
