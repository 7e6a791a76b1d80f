//! Findings as GitHub Actions annotations.

use schema::{Finding, Location, Severity, Sources};

use super::conceal::Concealed;
use super::order::{location, ordered};
use super::words::{summary, word};
use crate::render::markdown::prose;
use crate::view::text::escape;

/// GitHub shows so many annotations of each severity for a step, and drops the rest in silence.
const MOST: usize = 10;

/// One workflow command per line, errors before warnings. What GitHub would drop is a number there, and a
/// plain line of the log behind them.
pub fn github(findings: &[Finding], sources: &Sources) -> String {
    let concealed = Concealed::of(findings, sources);
    let findings = ordered(findings);
    let (mut commands, mut lines) = (String::new(), String::new());
    for severity in [Severity::Error, Severity::Warning] {
        let (shown, left) = divided(&findings, severity);
        for finding in shown {
            commands.push_str(&annotation(finding, location(finding, sources, &concealed)));
        }
        if !left.is_empty() {
            let more = left.len();
            commands.push_str(&format!("::{} title=trueup::and {more} more\n", word(severity)));
        }
        lines.extend(left.into_iter().map(|finding| line(finding, location(finding, sources, &concealed))));
    }
    commands + &lines
}

/// Every finding, for the job's summary, where GitHub drops some of the annotations; in no more than so
/// many bytes.
pub fn github_summary(findings: &[Finding], sources: &Sources, most: usize) -> Option<String> {
    let ordered = ordered(findings);
    let drops = |severity| !divided(&ordered, severity).1.is_empty();
    if ![Severity::Error, Severity::Warning].into_iter().any(drops) {
        return None;
    }
    let concealed = Concealed::of(findings, sources);
    let mut text = format!("### {}\n\n", summary(&ordered)?);
    let room = most.saturating_sub(REST);
    let mut left = ordered.len();
    for finding in &ordered {
        let item = line(finding, location(finding, sources, &concealed));
        let item = format!("- {}\n", prose(item.trim_end()));
        if text.len() + item.len() > room {
            text.push_str(&format!("\nand {left} more\n"));
            break;
        }
        text.push_str(&item);
        left -= 1;
    }
    Some(text)
}

/// Bytes for what is said of those that a summary leaves out.
const REST: usize = 64;

/// The findings of a severity: those that GitHub shows, and the others.
fn divided<'a>(findings: &[&'a Finding], severity: Severity) -> (Vec<&'a Finding>, Vec<&'a Finding>) {
    let mut shown: Vec<_> = findings.iter().filter(|finding| finding.severity == severity).copied().collect();
    let left = if shown.len() > MOST { shown.split_off(MOST - 1) } else { Vec::new() };
    (shown, left)
}

/// A finding as one line, which is no workflow command.
fn line(finding: &Finding, place: Option<Location>) -> String {
    let at = place
        .map_or(String::new(), |Location { path, line, column, .. }| format!(" {path}:{line}:{column}:"));
    let help = finding.help.as_ref().map_or(String::new(), |help| format!("; {help}"));
    let text = format!("{at} {}{help}", finding.message);
    format!("{}[{}]:{}\n", word(finding.severity), finding.code, escape(&text))
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
        let (commands, lines): (Vec<_>, Vec<_>) = text.lines().partition(|line| line.starts_with("::"));
        assert_eq!(commands.len(), MOST);
        assert_eq!(commands.last(), Some(&"::error title=trueup::and 3 more"));
        let left = ["error[c]: a.yaml:1:10: x", "error[c]: a.yaml:1:11: x", "error[c]: a.yaml:1:12: x"];
        assert_eq!(lines, left, "the log has what the annotations leave out");
        let summary = github_summary(&findings, &sources, 10_000).expect("some are dropped");
        assert_eq!(summary.matches("a.yaml").count(), 12);
        assert!(github_summary(&findings, &sources, 300).expect("a part").contains("more\n"));
        assert!(github_summary(&findings, &sources, 300).expect("a part").len() <= 300);
        assert_eq!(github_summary(&findings[..MOST], &sources, 10_000), None);
    }
}
