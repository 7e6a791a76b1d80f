//! Findings as GitHub Actions annotations.

use schema::{Finding, Location, Severity, Sources};

use super::conceal::Concealed;
use super::order::{location, ordered};
use super::words::word;
use crate::view::text::escape;

/// GitHub shows so many annotations of each severity for a step, and drops the rest in silence.
const MOST: usize = 10;

/// One workflow command per line, errors before warnings; what GitHub would drop is a number.
pub fn github(findings: &[Finding], sources: &Sources) -> String {
    let concealed = Concealed::of(findings, sources);
    let findings = ordered(findings);
    let mut text = String::new();
    for severity in [Severity::Error, Severity::Warning] {
        let these: Vec<_> = findings.iter().filter(|finding| finding.severity == severity).collect();
        let shown = if these.len() > MOST { MOST - 1 } else { these.len() };
        for finding in &these[..shown] {
            text.push_str(&annotation(finding, location(finding, sources, &concealed)));
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

#[cfg(test)]
mod tests {
    use schema::Span;

    use super::*;

    #[test]
    fn annotations_are_escaped() {
        let mut sources = Sources::default();
        let id = sources.add("a,b.yaml", "one: 1\ntwo: 2\n");
        let finding =
            Finding::error("c", Span { source: id, start: 0, end: 3 }, "100% wrong\n::error::x\r\u{1b}[2J");
        let warning = Finding::warning("w", Span { source: id, start: 0, end: 12 }, "two lines");
        insta::assert_snapshot!(github(&[warning, finding.help("mend it")], &sources), @r"
        ::error file=a%2Cb.yaml,line=1,endLine=1,col=1,endColumn=4,title=trueup c::100%25 wrong%0A\u{3a}:error::x\r\u{1b}[2J%0Ahelp: mend it
        ::warning file=a%2Cb.yaml,line=1,endLine=2,title=trueup w::two lines
        ");
    }

    #[test]
    fn no_more_than_github_shows() {
        let mut sources = Sources::default();
        let id = sources.add("a.yaml", "x".repeat(40));
        let at = |start| Span { source: id, start, end: start + 1 };
        let findings: Vec<Finding> = (0..12).map(|start| Finding::error("c", at(start), "x")).collect();
        let text = github(&findings, &sources);
        assert_eq!(text.lines().count(), MOST);
        assert_eq!(text.lines().last(), Some("::error title=trueup::and 3 more"));
    }
}
